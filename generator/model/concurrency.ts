import { pointer } from "../load/pointer.js";
import { groupBy } from "../group.js";
import { type Candidate, draftOf, establish, isDecidedNone } from "./candidate.js";
import { ConditionalRetrievals } from "./conditional-retrievals.js";
import { Creations } from "./creations.js";
import { Identity } from "./identity.js";
import { type KeyContext, keyParametersOf, keySource } from "./keys.js";
import type { Concurrency, Evidence, ResourceModel, Role } from "./model.js";
import type { RawOperation } from "./operations.js";
import type { ModelOptions } from "./options.js";
import { type Matched, matchOverrides, OverrideError } from "./overrides.js";
import { normalized } from "./paths.js";
import type { Reader } from "./reader.js";
import { nameResources, type ResourceDraft } from "./resources.js";
import { assignRetrievals, NamedRetrievals } from "./retrievals.js";
import { isRetrieval, isStateChange, type Marks, readSignals, type Signals } from "./signals.js";
import { SourceFinder } from "./sources.js";

export interface SettledConcurrency {
  readonly byOperation: ReadonlyMap<string, Concurrency>;
  readonly resources: readonly ResourceModel[];
  /** By operation id. */
  readonly signals: ReadonlyMap<string, Signals>;
}

/** Gives every operation its role, and every role its resource (docs/detection.md). */
export function settleConcurrency(
  reader: Reader,
  operations: readonly RawOperation[],
  options: ModelOptions,
  marks: Marks,
): SettledConcurrency {
  const overrides = matchOverrides(operations, options.operations);
  const candidates = operations.map((raw): Candidate => {
    const signals = readSignals(reader, raw, marks);
    const override = overrides.get(raw.id);
    const named = nameInDocument(override?.resource ?? signals.extension?.resource, options);
    const role = roleOf(raw, signals, override);
    return { raw, signals, override, named, role, resource: undefined, source: undefined };
  });
  const identity = new Identity(reader);
  const finder = new SourceFinder(
    reader,
    identity,
    candidates.filter((candidate) => !isDecidedNone(candidate)).map(({ raw }) => raw),
  );
  const drafts = new Map<string, ResourceDraft>();
  findSources(candidates, finder, identity, drafts);
  const named = new NamedRetrievals(candidates.map(({ raw }) => raw));
  const retrievalOf = (candidate: Candidate): RawOperation => retrievalNamed(reader, candidate, named, finder);
  settleRemaining(reader, candidates, finder, identity, drafts, retrievalOf);
  assignRetrievals(candidates, drafts, finder, retrievalOf);
  const users = groupBy(candidates, ({ resource }) => resource);
  for (const [key, draft] of drafts)
    Object.assign(draft, keyParametersOf({ reader, identity }, draft, users.get(key) ?? []));
  const resources = nameResources(reader, drafts, options.resources);
  const settled: Settled = {
    reader,
    identity,
    resources,
    drafts,
    creations: new Creations(reader, drafts, resources),
    changesBySource: firstChanges(candidates),
  };
  const byOperation = new Map(candidates.map((candidate) => [candidate.raw.id, conclude(settled, candidate)]));
  return {
    byOperation,
    resources: [...resources.values()],
    signals: new Map(candidates.map(({ raw, signals }) => [raw.id, signals])),
  };
}

/** What the strongest evidence says; a marked POST may still turn out to be a creation. */
function roleOf(raw: RawOperation, signals: Signals, override: Matched | undefined): Role {
  if (override?.role !== undefined) return override.role;
  if (override && (override.ifMatch ?? override.key ?? override.resource ?? override.creates) !== undefined)
    return isRetrieval(raw) ? "retrieval" : "state-change";
  if (signals.extension) return signals.extension.role;
  if (isStateChange(raw))
    return signals.ifMatch !== undefined || signals.requires428 || signals.marker ? "state-change" : "none";
  return isRetrieval(raw) && (signals.marker || signals.declaresTag || signals.acceptsIfNoneMatch)
    ? "retrieval"
    : "none";
}

/** Something else than prose makes it a state change. */
const isExplicit = ({ signals, override }: Candidate): boolean =>
  signals.ifMatch !== undefined || signals.requires428 || override !== undefined || signals.extension !== undefined;

/** First those whose path tells; they establish which resources are conditional. */
function findSources(
  candidates: readonly Candidate[],
  finder: SourceFinder,
  identity: Identity,
  drafts: Map<string, ResourceDraft>,
): void {
  const changes = candidates.filter(({ role, named }) => role === "state-change" && named === undefined);
  for (const candidate of changes) candidate.source = finder.byPath(candidate.raw, isExplicit(candidate));
  const own = changes.flatMap(({ raw, source }) =>
    source && (raw.method !== "POST" || normalized(raw.path) !== normalized(source.retrieval.path))
      ? [source.retrieval]
      : [],
  );
  const conditional = new ConditionalRetrievals(identity, own);
  for (const candidate of changes) {
    if (!candidate.source) continue;
    candidate.source = finder.owner(candidate.source, candidate.raw, conditional);
    establish(candidate, drafts);
  }
}

/** Then the config's word, body fields, parameter names; what is left creates, or stays unresolved. */
function settleRemaining(
  reader: Reader,
  candidates: readonly Candidate[],
  finder: SourceFinder,
  identity: Identity,
  drafts: Map<string, ResourceDraft>,
  retrievalOf: (candidate: Candidate) => RawOperation,
): void {
  const known = [...drafts.values()].flatMap(({ retrieval }) => retrieval ?? []);
  const conditional = new ConditionalRetrievals(identity, known);
  for (const candidate of candidates) {
    if (candidate.role !== "state-change" || candidate.resource !== undefined) continue;
    const { raw } = candidate;
    if (candidate.named !== undefined) candidate.source = { retrieval: retrievalOf(candidate) };
    else candidate.source = finder.byBody(raw, conditional) ?? finder.byParameterName(raw);
    if (candidate.source) {
      establish(candidate, drafts);
      const { retrieval } = drafts.get(candidate.resource!)!;
      if (retrieval) conditional.add(retrieval);
    } else if (raw.method === "POST" && !isExplicit(candidate)) {
      candidate.role = "creation";
      reader.note(
        "marker-on-create",
        "warning",
        `${label(raw)} is marked, but nothing exists yet that it could match: it is generated as a creation.`,
        raw.at,
        `If it does depend on a record, say which in ifmatch.config.ts: operations: { "${raw.id}": { role: "state-change", resource: "...", key: "body...." } }.`,
      );
    } else {
      candidate.resource = normalized(raw.path);
      drafts.set(candidate.resource, draftOf(raw.path, undefined, true));
      reader.note(
        "unresolved-resource",
        "warning",
        `${label(raw)} is conditional, but no retrieval was found that yields its tag: it is its own resource.`,
        raw.at,
        `Say which resource it changes in ifmatch.config.ts: operations: { "${raw.id}": { resource: "/path/{id}", key: "path...." } }.`,
      );
    }
  }
}

/** A name that the config gives is known by what the config calls it. */
function nameInDocument(wanted: string | undefined, { resources }: ModelOptions): string | undefined {
  const renamed = Object.entries(resources).find(([, { name }]) => name !== undefined && name === wanted);
  return renamed?.[0] ?? wanted;
}

function retrievalNamed(
  reader: Reader,
  { override, signals, named }: Candidate,
  retrievals: NamedRetrievals,
  finder: SourceFinder,
): RawOperation {
  const name = named!;
  const found = name.startsWith("/") ? finder.at(name) : retrievals.get(name);
  if (found) return found;
  const problem = (wanted: string): string =>
    `is ${JSON.stringify(wanted)}, but the document has no GET of such a resource.`;
  if (override?.resource !== undefined)
    throw new OverrideError(
      "operations",
      override.entry,
      `operations[${JSON.stringify(override.entry)}].resource ${problem(override.resource)}`,
    );
  const { resource, at } = signals.extension!;
  throw reader.refuse(
    "invalid-x-concurrency",
    `\`x-concurrency.resource\` ${problem(resource!)}`,
    pointer(at, "resource"),
  );
}

/** What every operation's concurrency is concluded from. */
interface Settled extends KeyContext {
  readonly resources: ReadonlyMap<string, ResourceModel>;
  readonly drafts: ReadonlyMap<string, ResourceDraft>;
  readonly creations: Creations;
  /** By the id of a retrieval: the first state change that takes its tag. */
  readonly changesBySource: ReadonlyMap<string, Candidate>;
}

function firstChanges(candidates: readonly Candidate[]): Map<string, Candidate> {
  const found = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const id = candidate.source?.retrieval.id;
    if (candidate.role === "state-change" && id !== undefined && !found.has(id)) found.set(id, candidate);
  }
  return found;
}

function conclude(settled: Settled, candidate: Candidate): Concurrency {
  const { raw, signals, override } = candidate;
  const evidence: Evidence[] = [
    ...(override ? [{ signal: "config" as const, at: `operations[${JSON.stringify(override.entry)}]` }] : []),
    ...signals.evidence,
  ];
  if (candidate.role === "none") return { role: "none", evidence };
  if (candidate.role === "creation")
    return { role: "creation", resource: settled.creations.createdResource(candidate), evidence };
  const resource = settled.resources.get(candidate.resource!)!;
  const draft = settled.drafts.get(candidate.resource!)!;
  const key = keySource(settled, candidate, resource, draft);
  if (candidate.role === "state-change") {
    const creates = settled.creations.createdBelow(candidate, draft);
    const ifMatch = requirement(candidate);
    const change = { role: candidate.role, resource: resource.name, key, ifMatch, evidence };
    return creates === undefined ? change : { ...change, creates };
  }
  const user = settled.changesBySource.get(raw.id);
  return {
    role: "retrieval",
    resource: resource.name,
    key,
    evidence: evidence.length > 0 || !user ? evidence : [{ signal: "source", at: user.raw.at }],
  };
}

/** The strongest word on whether If-Match may be left out: config, extension, 428 or marker, parameter. */
function requirement({ signals, override }: Candidate): "required" | "optional" {
  return (
    override?.ifMatch ??
    signals.extension?.ifMatch ??
    (signals.requires428 || signals.marker ? "required" : (signals.ifMatch ?? "required"))
  );
}

const label = (raw: RawOperation): string => `${raw.method} ${raw.path}`;
