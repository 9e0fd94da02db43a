/** Projects that keep a record of what `ifmatch generate` did, and what the next run does with it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, run } from "../cli/recording-terminal.js";
import { type Files, jobsApi, workspace, write } from "../cli/workspace.js";

/** A folder with a package.json and what is installed, in which a record can be kept. */
export const project = (files: Files = {}): string =>
  workspace({
    "package.json": { name: "app", type: "module", dependencies: { zod: "^4.3.0" } },
    "node_modules/zod/package.json": { name: "zod", version: "4.3.6" },
    "tsconfig.json": { compilerOptions: { module: "nodenext" } },
    "openapi.json": jobsApi(),
    ...files,
  });

export interface Repeated extends Outcome {
  /** `used: ...` or `not used: <why>; kept`. */
  readonly record: string;
}

/** `ifmatch generate` with `--timings`, and what it says about the record. */
export async function generate(folder: string, ...argv: string[]): Promise<Repeated> {
  const outcome = await run(folder, "generate", "--timings", ...argv);
  return { ...outcome, record: /^ {2}record (.*)$/m.exec(outcome.stdout)?.[1] ?? outcome.stderr };
}

/** The exit code of a check that looks at everything. */
export const fullCheck = async (folder: string): Promise<number> =>
  (await run(folder, "generate", "--check", "--force")).code;

export const USED = "used: nothing has changed since the last run";

/** One change of a project. */
export type Edit = (folder: string) => void;

export const writes =
  (files: Files): Edit =>
  (folder) =>
    write(folder, files);

export const removes =
  (path: string): Edit =>
  (folder) =>
    rmSync(join(folder, path), { recursive: true, force: true });
