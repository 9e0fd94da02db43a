/**
 * Exports `schema/schema.yml` from the Django project in `test/servers/django/`.
 * With `--check`, writes nothing and fails when the committed one differs.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTwoFilesPatch } from "diff";
import { locate, whatToInstall } from "../test/prerequisites/prerequisites.js";
import { djangoEnvironment, djangoFolder } from "../test/servers/django-command.js";

const path = fileURLToPath(new URL("../schema/schema.yml", import.meta.url));

/** What drf-spectacular writes; it warns of nothing, and the result is valid OpenAPI. */
function exportSchema(python: string): string {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-schema-"));
  try {
    const command = ["manage.py", "spectacular", "--validate", "--fail-on-warn"];
    const run = spawnSync(python, command, { cwd: djangoFolder, env: djangoEnvironment(folder), encoding: "utf8" });
    if (run.status === 0) return run.stdout;
    throw new Error(`${python} ${command.join(" ")} failed:\n${run.error?.message ?? run.stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function main(args: readonly string[]): number {
  if (args.some((arg) => arg !== "--check")) {
    console.error("Usage: npm run schema [-- --check]");
    return 2;
  }
  const python = locate("django");
  if (python === undefined) {
    console.error(whatToInstall("django"));
    return 2;
  }
  const exported = exportSchema(python);
  const committed = readFileSync(path, "utf8");
  if (exported === committed) {
    console.log("schema/schema.yml is what Django exports.");
    return 0;
  }
  if (args.includes("--check")) {
    console.error(
      createTwoFilesPatch("schema/schema.yml", "exported", committed, exported, undefined, undefined, { context: 2 }),
    );
    console.error("schema/schema.yml is not what Django exports. Repair: npm run schema && npm run generate");
    return 1;
  }
  // Nobody sees half a file.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, exported);
  renameSync(unfinished, path);
  console.log("wrote schema/schema.yml");
  return 0;
}

process.exitCode = main(process.argv.slice(2));
