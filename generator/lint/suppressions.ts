import { groupBy } from "../group.js";
import { isRecord, own, pointer } from "../load/pointer.js";
import { matcher } from "../model/overrides.js";
import { glob } from "../model/overrides.js";
import { normalized } from "../model/paths.js";
import { list, text } from "../model/reader.js";
import type { Contract, ContractOperation } from "../contract/contract.js";

/** The vendor extension that silences a rule where it stands: on an operation, a path item or the document. */
export const IGNORE = "x-concurrency-lint-ignore";

/** One entry of `lint.suppress` in the config. */
export interface SuppressionEntry {
  readonly rule: string;
  /** An operationId or `METHOD path`, with `*` for any run of characters. */
  readonly operation?: string | undefined;
  /** A path, with `*` for any run of characters. */
  readonly path?: string | undefined;
  readonly tag?: string | undefined;
  readonly reason?: string | undefined;
  /** The last day it holds, such as `2026-12-31`. */
  readonly until?: string | undefined;
}

/** A suppression, wherever it was written. */
export interface Suppression {
  readonly rule: string;
  readonly reason: string;
  readonly until: string | undefined;
  readonly expired: boolean;
  /** `lint.suppress[0] of ifmatch.config.ts`, or the extension's name and owner. */
  readonly name: string;
  /** Where it stands in the document; the document itself for one of the config. */
  readonly at: string;
  readonly operation: ContractOperation | undefined;
  /** What is wrong with how it is written. */
  readonly malformed: string | undefined;
  /** All that it can cover: a path as written, an operation, or `undefined` for anything. */
  readonly scope: string | ContractOperation | undefined;
  covers(operation: ContractOperation | undefined): boolean;
}

/** Which findings somebody has decided to live with, and which of those decisions are still needed. */
export class Suppressions {
  readonly all: readonly Suppression[];
  readonly #used = new Set<Suppression>();
  readonly #byRule: ReadonlyMap<string, ReadonlyMap<Suppression["scope"], readonly Suppression[]>>;

  constructor(contract: Contract, entries: readonly SuppressionEntry[], today: string) {
    this.all = [
      ...entries.map((entry, index) => fromConfig(entry, index, today)),
      ...inline(contract).map((one) => fromDocument(one, today)),
    ];
    const current = this.all.filter(({ expired }) => !expired);
    this.#byRule = new Map(
      [...groupBy(current, ({ rule }) => rule)].map(([rule, all]) => [rule, groupBy(all, ({ scope }) => scope)]),
    );
  }

  /** Whether a finding is silenced; remembers which suppression did it. Every one that covers it counts as used. */
  silence(rule: string, operation: ContractOperation | undefined): boolean {
    const byScope = this.#byRule.get(rule) ?? new Map<Suppression["scope"], Suppression[]>();
    const scopes: Suppression["scope"][] = operation ? [undefined, operation.raw.writtenPath, operation] : [undefined];
    const hits = scopes.flatMap((scope) => byScope.get(scope) ?? []).filter((one) => one.covers(operation));
    for (const hit of hits) this.#used.add(hit);
    return hits.length > 0;
  }

  isUsed(suppression: Suppression): boolean {
    return this.#used.has(suppression);
  }
}

function fromConfig(entry: SuppressionEntry, index: number, today: string): Suppression {
  const { rule, operation, path, tag } = entry;
  const tests: ((operation: ContractOperation) => boolean)[] = [];
  if (operation !== undefined) {
    const test = matcher(operation);
    tests.push(({ raw }) => test(raw));
  }
  if (path !== undefined) {
    const pattern = glob(normalized(path));
    tests.push(({ raw }) => pattern.test(normalized(raw.path)));
  }
  if (tag !== undefined) tests.push(({ raw }) => list(own(raw.node, "tags")).includes(tag));
  return {
    ...standing(entry, today),
    rule,
    name: `lint.suppress[${index}] of the config`,
    at: "#",
    operation: undefined,
    malformed: undefined,
    scope: undefined,
    covers: (found) => tests.length === 0 || (found !== undefined && tests.every((test) => test(found))),
  };
}

interface Inline {
  readonly entry: unknown;
  readonly owner: string;
  readonly at: string;
  readonly operation: ContractOperation | undefined;
  readonly scope: Suppression["scope"];
}

/** Every entry of the extension, on the document, its path items and its operations. */
function inline({ reader, operations }: Contract): Inline[] {
  const found: Inline[] = [];
  const collect = (owner: Omit<Inline, "entry">, value: unknown): void => {
    if (value === undefined) return;
    if (Array.isArray(value))
      value.forEach((entry, index) => found.push({ ...owner, entry, at: pointer(owner.at, index) }));
    else found.push({ ...owner, entry: value });
  };
  collect(
    { owner: "the document", at: pointer("#", IGNORE), operation: undefined, scope: undefined },
    own(reader.root, IGNORE),
  );
  const items = new Map(operations.map((operation) => [operation.raw.writtenPath, operation.raw.pathItem]));
  for (const [path, item] of items) {
    collect({ owner: path, at: pointer(item.at, IGNORE), operation: undefined, scope: path }, own(item.node, IGNORE));
  }
  for (const operation of operations) {
    const { label, raw } = operation;
    collect({ owner: label, at: pointer(raw.at, IGNORE), operation, scope: operation }, own(raw.node, IGNORE));
  }
  return found;
}

function fromDocument({ entry, owner, at, operation, scope }: Inline, today: string): Suppression {
  const rule = text(own(entry, "rule"));
  return {
    ...standing(isRecord(entry) ? entry : {}, today),
    rule,
    name: `${IGNORE} of ${owner}`,
    at,
    operation,
    malformed: isRecord(entry) && rule !== "" ? undefined : "it is not a list of objects with `rule` and `reason`",
    scope,
    covers: () => true,
  };
}

function standing(
  entry: { readonly reason?: unknown; readonly until?: unknown },
  today: string,
): { reason: string; until: string | undefined; expired: boolean } {
  // YAML reads 2026-12-31 as a date where its schema has them.
  const until = entry.until instanceof Date ? entry.until.toISOString().slice(0, 10) : text(entry.until) || undefined;
  const expired = entry.until !== undefined && !(isDay(until) && until! >= today);
  return { reason: text(entry.reason).trim(), until: until ?? (expired ? String(entry.until) : undefined), expired };
}

export const isDay = (value: string | undefined): boolean =>
  value !== undefined && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
