import type { ImportExtension } from "../config/import-extension.js";
import type { Diagnostic } from "../diagnostics.js";
import type { Manifest } from "../emit/manifest.js";
import type { Stage, Timings } from "../generate.js";
import type { Positions } from "../load/positions.js";
import type { FileChange } from "../output/output.js";

/** What `ifmatch generate` says about one client. */
export interface ClientSummary {
  /** Its name in `clients`. */
  readonly name?: string;
  /** An absolute path, or a URL. */
  readonly input: string;
  /** Absolute. */
  readonly output: string;
  /** The version of the specification, as the document has it. */
  readonly openapi: string;
  readonly manifest: Manifest;
  readonly importExtension: ImportExtension;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the diagnostics are, unless they say so themselves. */
  readonly positions?: Positions;
  readonly next: NextStep;
  readonly changes: ReadonlyMap<string, FileChange>;
  readonly timings: Timings;
}

export interface NextStep {
  /** Functions that show how the client is imported; none where no operation is conditional. */
  readonly functions: readonly string[];
  /** Lines about how to mark operations, where none is. */
  readonly advice: readonly string[];
}

/** What a record keeps of a run. Diagnostics quote the document: they are what has to be said again. */
export interface RecordedRun {
  readonly notice?: string;
  /** In the order of the clients; absent where the run did not say what it found. */
  readonly clients?: readonly RecordedSummary[];
}

/** What a record keeps of a summary: what does not stand in the output. */
export interface RecordedSummary extends Pick<
  ClientSummary,
  "name" | "input" | "openapi" | "importExtension" | "diagnostics" | "next"
> {
  readonly stages: readonly Stage[];
}

/** The summary of a client that is as it was. The manifest of the output says the rest. */
export function unchangedSummary(
  { stages, ...recorded }: RecordedSummary,
  output: string,
  files: readonly string[],
  manifest: Manifest,
): ClientSummary {
  return {
    ...recorded,
    output,
    manifest: withoutOptions(manifest),
    changes: new Map(files.map((path) => [path, "unchanged"])),
    timings: Object.fromEntries(stages.map((stage) => [stage, 0])) as unknown as Timings,
  };
}

/** As reports have it: what the output's options add is left out. */
function withoutOptions({ version, resources, operations }: Manifest): Manifest {
  const plain = Object.entries(operations).map(([id, operation]) => {
    const { omittable: _, ...rest } = operation;
    return [id, rest] as const;
  });
  return { version, resources, operations: Object.fromEntries(plain) };
}
