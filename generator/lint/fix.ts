import { readFile } from "node:fs/promises";
import type { ClientJob } from "../config/load.js";
import { mergeInto } from "../rewrite/merge.js";
import { diskFilesBut } from "../load/files.js";
import { follow, isRecord, type JsonObject, splitPointer } from "../load/pointer.js";
import { sameValue, unshared } from "../rewrite/compare.js";
import { readValue, rewriteFile } from "../rewrite/rewrite.js";
import type { Finding } from "./finding.js";
import { lintDocument, type LintOptions, type LintResult } from "./lint.js";
import type { FileEdit, FindingRepair } from "./repairs.js";

export interface FixedDocument {
  /** What is left to say about the document as it would be written. */
  readonly result: LintResult;
  readonly fixed: readonly Finding[];
  /** Files that change, by absolute path. */
  readonly files: ReadonlyMap<string, { readonly before: Uint8Array; readonly after: Uint8Array }>;
}

/** Mending a marker makes an operation conditional, whose parameter is declared in the next round; none needs more. */
const ROUNDS = 8;

/**
 * Mends what can be mended surely, in memory: nothing is written. Swagger 2.0 and files of other origins are left as
 * they are.
 *
 * @throws as `lintDocument` does, and {ConfigError} for a file that cannot be edited.
 */
export async function fixDocument(job: ClientJob, options: LintOptions = {}): Promise<FixedDocument> {
  const originals = new Map<string, Uint8Array>();
  const contents = new Map<string, Uint8Array>();
  const wanted = { ...options, files: diskFilesBut(contents), repairs: true };
  const fixed: Finding[] = [];
  let result = await lintDocument(job, wanted);
  for (let round = 0; round < ROUNDS && result.repairs.length > 0; round++) {
    const files = new Map<string, OpenFile>();
    for (const file of result.files) {
      if (/^[a-z][a-z0-9+.-]+:\/\//i.test(file)) continue;
      const bytes = contents.get(file) ?? (await readFile(file));
      if (!originals.has(file)) originals.set(file, bytes);
      files.set(file, { bytes, value: unshared(readValue(bytes, file)), removed: [], touched: false });
    }
    const done = result.repairs.filter((repair) => perform(repair, files));
    if (done.length === 0) break;
    fixed.push(...done.map(({ finding }) => finding));
    for (const [file, { bytes, value, touched }] of files)
      if (touched) contents.set(file, rewriteFile(bytes, file, value));
    result = await lintDocument(job, wanted);
  }
  const files = [...contents].map(([file, after]) => [file, { before: originals.get(file)!, after }] as const);
  return { result, fixed, files: new Map(files) };
}

interface OpenFile {
  readonly bytes: Uint8Array;
  readonly value: unknown;
  /** Pointers of what was taken out of lists or objects in this round. */
  readonly removed: string[];
  touched: boolean;
}

/** Makes all changes of a repair, or none; whether it made any. */
function perform({ changes }: FindingRepair, files: ReadonlyMap<string, OpenFile>): boolean {
  const fits = changes.every((change) => {
    const file = files.get(change.file);
    return file !== undefined && canApply(file, change);
  });
  if (!fits) return false;
  const effects = changes.map((change) => apply(files.get(change.file)!, change));
  return effects.includes(true);
}

/** What stands in, or behind, something that is gone waits for the next round: its pointer is another by then. */
function canApply({ value, removed }: OpenFile, change: FileEdit): boolean {
  if (removed.some((gone) => `${change.pointer}/`.startsWith(`${gone.slice(0, gone.lastIndexOf("/"))}/`))) return false;
  const node = change.pointer === "#" ? value : follow(value, change.pointer);
  return change.kind === "merge"
    ? isRecord(node)
    : change.kind === "set"
      ? typeof node === "string"
      : node !== undefined;
}

function apply(file: OpenFile, change: FileEdit): boolean {
  if (change.kind === "merge") {
    const node = (change.pointer === "#" ? file.value : follow(file.value, change.pointer)) as JsonObject;
    const before = unshared(node);
    // A parameter that two findings ask for is declared once.
    mergeInto(node, withoutPresent(node, change.value));
    if (sameValue(before, node)) return false;
  } else {
    const segments = splitPointer(change.pointer);
    const last = segments.pop()!;
    const owner = follow(file.value, change.pointer.slice(0, change.pointer.lastIndexOf("/"))) as
      | JsonObject
      | unknown[];
    if (change.kind === "set") (owner as JsonObject)[last] = change.value;
    else if (Array.isArray(owner)) owner.splice(Number(last), 1);
    else delete owner[last];
    if (change.kind === "remove") file.removed.push(change.pointer);
  }
  file.touched = true;
  return true;
}

function withoutPresent(node: JsonObject, value: JsonObject): JsonObject {
  const { parameters: added } = value;
  const { parameters: present } = node;
  if (!Array.isArray(added) || !Array.isArray(present)) return value;
  return { ...value, parameters: added.filter((one) => !present.some((other) => sameValue(one, other))) };
}
