import { join } from "node:path";
import type { ClientConfig } from "../../generator/config/define.js";
import { checkConfig } from "../../generator/config/load.js";
import { type Generated, generate, type GenerateHooks } from "../../generator/generate.js";
import type { Concurrency } from "../../generator/model/model.js";
import { type Files, jobsApi, workspace } from "../cli/workspace.js";

export interface Result extends Generated {
  /** Text of a generated file. */
  file(path: string): string;
  /** An operation's place in the concurrency model, without its evidence. */
  concurrency(id: string): Omit<Concurrency, "evidence">;
}

/** Generates `schema.yml` in memory, with this config. */
export async function generateWith(
  config: Partial<ClientConfig>,
  document: Files[string] = jobsApi(),
  hooks?: GenerateHooks,
): Promise<Result> {
  const folder = workspace({ "schema.yml": document });
  const [job] = checkConfig({ input: "schema.yml", ...config }, join(folder, "ifmatch.config.ts"));
  const generated = await generate(job!, hooks);
  return {
    ...generated,
    file: (path) => generated.files.get(path) ?? `(there is no ${path})`,
    concurrency: (id) => {
      const { evidence: _, ...rest } = generated.model.operations.find((operation) => operation.id === id)!.concurrency;
      return rest;
    },
  };
}
