import type { CommandLine } from "../config/load.js";
import { isFile } from "../load/input.js";
import { unchangedSince } from "../record/unchanged.js";
import type { Outcome } from "./outcome.js";

/** Generates the clients of a config and writes what changed or, without `writes`, says what is out of date. */
export async function runClients(line: CommandLine, writes: boolean): Promise<Outcome> {
  const verdict = await unchangedSince(line);
  if ("record" in verdict) return { files: verdict.record.sources.filter(isFile) };
  const { generateClients } = await import("./generate-clients.js");
  return generateClients(line, writes);
}
