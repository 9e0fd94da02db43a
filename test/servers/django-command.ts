/** The Django project in `test/servers/django/`, and the environment that it runs in. */
import { fileURLToPath } from "node:url";

export const djangoFolder = fileURLToPath(new URL("django", import.meta.url));

/** The environment of its processes: what the machine has, the switches of `backend/settings.py`, and no files left beside the sources. */
export const djangoEnvironment = (
  folder: string,
  switches: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv => ({
  ...process.env,
  ...switches,
  FIELD_FOLDER: folder,
  DJANGO_SETTINGS_MODULE: "backend.settings",
  PYTHONDONTWRITEBYTECODE: "1",
});
