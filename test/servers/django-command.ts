/** The Django project in `test/servers/django/`: how it is run, and whether this machine can. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Debian's Python. The one on PATH may be another, which does not see Debian's packages. */
export const python = "/usr/bin/python3";

export const djangoFolder = fileURLToPath(new URL("django", import.meta.url));

const modules = ["django", "rest_framework", "rest_framework_simplejwt", "django_filters", "drf_spectacular"];
const needed = [...modules, "corsheaders", "gunicorn"];

export const djangoPackages =
  "gunicorn python3-django python3-djangorestframework python3-djangorestframework-simplejwt " +
  "python3-djangorestframework-spectacular python3-django-cors-headers python3-django-filters";

/** Undefined if Django can be run here, else what to do about it. */
export function whyNoDjango(): string | undefined {
  const probe = spawnSync(python, ["-c", `import ${needed.join(", ")}`], { encoding: "utf8" });
  if (probe.status === 0) return undefined;
  const cause = probe.error?.message ?? probe.stderr.trim().split("\n").at(-1);
  return `Django cannot be run by ${python} (${cause}). On Debian: apt-get install ${djangoPackages}`;
}

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
