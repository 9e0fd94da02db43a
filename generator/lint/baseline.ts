import type { LintReport, Baseline, BaselineEntry } from "./lint-report.js";
import type { LintedDocument } from "./lint-report.js";
import { LineCounter, parseDocument, type Document } from "yaml";
import * as z from "zod";
import { ConfigError } from "../diagnostics.js";
import { identitiesOf, identityKey } from "./identity.js";
import { rules } from "./rules/index.js";

const text = z.string().min(1);

const entrySchema = z
  .strictObject({
    client: text.optional(),
    rule: text,
    method: text.optional(),
    path: text.optional(),
    pointer: text.optional(),
    file: text.optional(),
    count: z.int().min(1).optional(),
  })
  .refine(
    ({ method, path, pointer, file }) =>
      pointer === undefined ? method !== undefined && path !== undefined && file === undefined : !(method ?? path),
    "an entry has either `method` and `path`, or `pointer`",
  );

const baselineSchema = z.strictObject({ version: z.literal(1), findings: z.array(entrySchema) });

/**
 * Reads the text of a baseline.
 *
 * @throws {ConfigError} `name:line:column` and what is wrong there.
 */
export function parseBaseline(source: string, name: string): Baseline {
  const lines = new LineCounter();
  // JSON is YAML, and this parser knows where everything stands.
  const document = parseDocument(source, { lineCounter: lines, schema: "json", prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken) throw notOne(at(broken.pos[0]), broken.message);
  const parsed = baselineSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return parsed.data.findings;
  const [issue] = parsed.error.issues;
  throw notOne(at(offsetOf(document, issue!.path)), `${issue!.path.join(".") || "the file"}: ${issue!.message}`);
}

const notOne = (place: string, what: string): ConfigError =>
  new ConfigError(
    `${place}  This is no baseline of version 1: ${what}. Mend it, or remove it and write a new one with --update-baseline; to name another file write --baseline=<file>.`,
  );

/** Where the value at a path begins, or else the nearest thing around it. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range[0] ?? 0;
}

/** Text of a baseline: an entry a block, sorted, so that two branches that fix different findings merge. */
export function printBaseline(baseline: Baseline): string {
  const findings = baseline
    .toSorted((a, b) => compare(order(a), order(b)))
    .map(({ client, rule, method, path, pointer, file, count = 1 }) => ({
      client,
      rule,
      method,
      path,
      pointer,
      file,
      ...(count > 1 && { count }),
    }));
  return `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`;
}

const order = ({ client, path, method, file, pointer, rule }: BaselineEntry): readonly string[] =>
  [client, path, method, file, pointer, rule].map((part) => part ?? "");

function compare(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : a[index]! < b[index]! ? -1 : 1;
}

/**
 * Takes out of a report what the baseline holds. Where there are more findings of one identity than it holds, all of
 * them are reported: which of them is new cannot be told.
 */
export function applyBaseline(report: LintReport, baseline: Baseline, file: string): LintReport {
  const allowed = byKey(baseline);
  const found = findingsOf(report);
  let known = 0;
  const documents = report.documents.map((document) => ({
    ...document,
    result: {
      ...document.result,
      findings: document.result.findings.filter((finding) => {
        const keys = identitiesOf(finding, document).map(identityKey);
        const isNew = keys.some((key) => found.get(key)!.count > (allowed.get(key)?.count ?? 0));
        if (!isNew) known++;
        return isNew;
      }),
    },
  }));
  const gone = missingFrom([...found.values()], baseline);
  const fixed = gone.filter((entry) => isLookedAt(entry, report.documents));
  return { ...report, documents, baseline: { file, known, fixed } };
}

/** The baseline without what was fixed, and with what is new only where it may grow. */
export function updateBaseline(report: LintReport, baseline: Baseline, mayGrow: boolean): Baseline {
  const found = findingsOf(report);
  const kept = merged(baseline).flatMap((entry) => {
    if (!isLookedAt(entry, report.documents)) return [entry];
    const now = found.get(identityKey(entry));
    return now ? [{ ...now, count: Math.min(now.count, entry.count) }] : [];
  });
  return mayGrow ? [...kept.filter((entry) => !found.has(identityKey(entry))), ...found.values()] : kept;
}

/** What `baseline` holds and `others` do not, with how many of it. */
export function missingFrom(others: Baseline, baseline: Baseline): Baseline {
  const present = byKey(others);
  return merged(baseline)
    .map((entry) => ({ ...entry, count: entry.count - (present.get(identityKey(entry))?.count ?? 0) }))
    .filter(({ count }) => count > 0);
}

type Counted = BaselineEntry & { readonly count: number };

const findingsOf = ({ documents }: LintReport): Map<string, Counted> =>
  byKey(
    documents.flatMap((document) => document.result.findings.flatMap((finding) => identitiesOf(finding, document))),
  );

/** One entry an identity: after a merge in git the same may stand twice. */
const merged = (baseline: Baseline): Counted[] => [...byKey(baseline).values()];

function byKey(entries: Baseline): Map<string, Counted> {
  const counted = new Map<string, Counted>();
  for (const entry of entries) {
    const key = identityKey(entry);
    counted.set(key, { ...entry, count: (counted.get(key)?.count ?? 0) + (entry.count ?? 1) });
  }
  return counted;
}

/**
 * Whether the run would have found an entry. A rule that is off in this run, `--strict` left out say, found nothing
 * because it did not look; a client or a rule that is gone cannot be found again.
 */
function isLookedAt({ client, rule }: BaselineEntry, documents: readonly LintedDocument[]): boolean {
  const document = documents.find(({ name }) => name === client);
  return !document || document.result.rules.includes(rule) || !rules.some(({ id }) => id === rule);
}
