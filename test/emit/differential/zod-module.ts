/** The generated `schemas.ts`, bundled with zod as an application would be, and run. */
import { createRequire } from "node:module";
import { build } from "esbuild";
import { repository } from "../../corpus/corpus.js";

export interface ZodSchema {
  safeParse(value: unknown): { success: boolean; data?: unknown; error?: { message: string } };
}

export async function loadSchemas(files: ReadonlyMap<string, string>): Promise<Readonly<Record<string, ZodSchema>>> {
  const { outputFiles } = await build({
    stdin: { contents: files.get("schemas.ts")!, loader: "ts", resolveDir: repository, sourcefile: "schemas.ts" },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    conditions: ["import"],
    // zod 4 has a `zod/v4`, too; what is to work with 3.25 is run with 3.25.
    alias: { "zod/v4": "zod325/v4" },
    logLevel: "error",
  });
  const module = { exports: {} as Record<string, ZodSchema> };
  // oxlint-disable-next-line no-implied-eval -- our own output, in this realm: `Blob` must be the same class
  new Function("module", "exports", "require", outputFiles[0]!.text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}
