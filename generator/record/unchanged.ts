import { join, relative } from "node:path";
import type { CommandLine } from "../config/load.js";
import { isUrl, STANDARD_INPUT } from "../load/input.js";
import { firstChange } from "../observed.js";
import { firstDifference } from "../output/intact.js";
import { readRecord, recordFile, type RunRecord } from "./record.js";
import { toolIdentity } from "./tool.js";

/** The record of a run that would do nothing but what the last one did; or why everything has to be done. */
export type Verdict = { readonly record: RunRecord } | { readonly why: string };

/**
 * Whether nothing has changed since the last run with this command line: neither what it was made from, nor what it made.
 * Looks at files only, and loads no library. When in doubt, everything is done.
 */
export async function unchangedSince(line: CommandLine): Promise<Verdict> {
  const reason = unrecordable(line);
  if (reason !== undefined) return { why: reason };
  const file = recordFile(line);
  if (file === undefined) return { why: NO_PLACE };
  const record = readRecord(file);
  if (record === undefined) return { why: "there is none of this command line" };
  if (record.tool !== toolIdentity()) return { why: "it is of another ifmatch" };
  const changed = firstChange(record.facts) ?? (await changedOutput(record));
  return changed === undefined ? { record } : { why: `${relative(line.cwd, changed) || changed} has changed` };
}

/** The first path in the outputs that is not as the run left it. */
async function changedOutput({ clients }: RunRecord): Promise<string | undefined> {
  for (const { output, files } of clients) {
    const others = clients.map((client) => client.output).filter((other) => other !== output);
    try {
      const different = await firstDifference(output, files, others);
      if (different !== undefined) return join(output, different);
    } catch {
      // Something that cannot be read: whoever does everything says what.
      return output;
    }
  }
  return undefined;
}

export const NO_PLACE = "there is no node_modules folder to keep it in";

/** Why a command line is not recorded, whatever the files say. */
export function unrecordable({ schema, inputHeader = [] }: CommandLine): string | undefined {
  if (schema === STANDARD_INPUT) return "the document comes from standard input";
  if (inputHeader.length > 0 || (schema !== undefined && isUrl(schema))) return "the document is fetched";
  return undefined;
}
