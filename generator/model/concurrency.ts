import { pointer } from "../load/pointer.js";
import { createdBelow, createdResource } from "./creations.js";
import { Identity } from "./identity.js";
import { type KeyContext, type Keyed, keyParametersOf, keySource } from "./keys.js";
import type { Concurrency, Evidence, ResourceModel, Role } from "./model.js";
import type { RawOperation } from "./operations.js";
import type { ModelOptions } from "./options.js";
import { type Matched, matchOverrides, OverrideError } from "./overrides.js";
import { isCollectionOf, normalized, parametersOf, resourceName, segmentsOf } from "./paths.js";
import type { Reader } from "./reader.js";
import { nameResources, type ResourceDraft } from "./resources.js";
import { isRetrieval, isStateChange, type Marks, readSignals, type Signals } from "./signals.js";
import { type Source, SourceFinder } from "./sources.js";

/** An operation on its way to its one role. */
interface Candidate extends Keyed {
  /** The resource that config or extension name: its name in the document, or its key path. */
  readonly named: string | undefined;
  role: Role;
  /** Normalised key path of its resource, once known. */
  resource: string | undefined;
  source: Source | undefined;
}

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
  findSources(candidates, finder, drafts);
  const retrievalOf = (candidate: Candidate): RawOperation => retrievalNamed(reader, candidate, candidates, finder);
  settleRemaining(reader, candidates, finder, drafts, retrievalOf);
  assignRetrievals(candidates, drafts, retrievalOf, finder);
  const context: KeyContext = { reader, identity };
  for (const [key, draft] of drafts) {
    const users = candidates.filter(({ resource }) => resource === key);
    Object.assign(draft, keyParametersOf(context, draft, users));
  }
  const resources = nameResources(reader, drafts, options.resources);
  const byOperation = new Map(
    candidates.map((candidate) => [candidate.raw.id, conclude(context, candidate, resources, drafts, candidates)]),
  );
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

/** The config or the extension says that it is none, and that is final. */
const isDecidedNone = ({ signals, override }: Candidate): boolean =>
  (override?.role ?? (override?.resource === undefined ? signals.extension?.role : undefined)) === "none";

/** Something else than prose makes it a state change. */
const isExplicit = ({ signals, override }: Candidate): boolean =>
  signals.ifMatch !== undefined || signals.requires428 || override !== undefined || signals.extension !== undefined;

/** First those whose path tells; they establish which resources are conditional. */
function findSources(candidates: readonly Candidate[], finder: SourceFinder, drafts: Map<string, ResourceDraft>): void {
  const changes = candidates.filter(({ role, named }) => role === "state-change" && named === undefined);
  for (const candidate of changes) candidate.source = finder.byPath(candidate.raw, isExplicit(candidate));
  const own = changes.flatMap(({ raw, source }) =>
    source && (raw.method !== "POST" || normalized(raw.path) !== normalized(source.retrieval.path))
      ? [source.retrieval]
      : [],
  );
  for (const candidate of changes) {
    if (!candidate.source) continue;
    candidate.source = finder.owner(candidate.source, candidate.raw, own);
    establish(candidate, drafts);
  }
}

const draftOf = (keyPath: string, retrieval: RawOperation | undefined, conditional: boolean): ResourceDraft => ({
  keyPath,
  retrieval,
  conditional,
  outside: [],
  ambiguous: [],
});

function establish(candidate: Candidate, drafts: Map<string, ResourceDraft>): void {
  const { retrieval } = candidate.source!;
  candidate.resource = normalized(retrieval.path);
  const draft = drafts.get(candidate.resource);
  if (draft) draft.conditional = true;
  else drafts.set(candidate.resource, draftOf(retrieval.path, retrieval, true));
}

/** Then the config's word, body fields, parameter names; what is left creates, or stays unresolved. */
function settleRemaining(
  reader: Reader,
  candidates: readonly Candidate[],
  finder: SourceFinder,
  drafts: Map<string, ResourceDraft>,
  retrievalOf: (candidate: Candidate) => RawOperation,
): void {
  const conditional = (): RawOperation[] =>
    [...drafts.values()].flatMap((draft) => (draft.conditional && draft.retrieval ? [draft.retrieval] : []));
  for (const candidate of candidates) {
    if (candidate.role !== "state-change" || candidate.resource !== undefined) continue;
    const { raw } = candidate;
    if (candidate.named !== undefined) candidate.source = { retrieval: retrievalOf(candidate) };
    else candidate.source = finder.byBody(raw, conditional()) ?? finder.byParameterName(raw);
    if (candidate.source) {
      establish(candidate, drafts);
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
  candidates: readonly Candidate[],
  finder: SourceFinder,
): RawOperation {
  const name = named!;
  const found = name.startsWith("/")
    ? finder.at(name)
    : candidates
        .map(({ raw }) => raw)
        .filter(({ method }) => method === "GET")
        .sort((a, b) => segmentsOf(a.path).length - segmentsOf(b.path).length)
        .find(({ path }) => resourceName(path, 0) === name || resourceName(path, 1) === name);
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

/** A retrieval belongs to the conditional resource that it is a view of, else it is for caching only. */
function assignRetrievals(
  candidates: readonly Candidate[],
  drafts: Map<string, ResourceDraft>,
  retrievalOf: (candidate: Candidate) => RawOperation,
  finder: SourceFinder,
): void {
  const sources = new Set([...drafts.values()].map((draft) => draft.retrieval?.id));
  const conditional = [...drafts]
    .filter(([, draft]) => draft.conditional)
    .sort(([a], [b]) => segmentsOf(b).length - segmentsOf(a).length);
  // A list of things that have tags of their own is no representation of what they belong to.
  const items = candidates.filter(({ raw, role }) => role === "retrieval" || sources.has(raw.id)).map(({ raw }) => raw);
  const listsItems = ({ path }: RawOperation): boolean => items.some((item) => isCollectionOf(path, item.path));
  for (const candidate of candidates) {
    const { raw, named } = candidate;
    if (candidate.role === "none" && sources.has(raw.id) && !isDecidedNone(candidate)) candidate.role = "retrieval";
    if (candidate.role !== "retrieval") continue;
    const owner = conditional.find(([key, draft]) =>
      named === undefined
        ? key === normalized(raw.path) ||
          (parametersOf(draft.keyPath).length > 0 && finder.isView(raw, draft.keyPath) && !listsItems(raw))
        : named === resourceName(draft.keyPath, 0) || normalized(named) === key,
    );
    const retrieval = owner || named === undefined ? raw : retrievalOf(candidate);
    candidate.resource = owner?.[0] ?? normalized(retrieval.path);
    if (!drafts.has(candidate.resource)) drafts.set(candidate.resource, draftOf(retrieval.path, retrieval, false));
  }
}

function conclude(
  context: KeyContext,
  candidate: Candidate,
  resources: ReadonlyMap<string, ResourceModel>,
  drafts: ReadonlyMap<string, ResourceDraft>,
  all: readonly Candidate[],
): Concurrency {
  const { raw, signals, override } = candidate;
  const evidence: Evidence[] = [
    ...(override ? [{ signal: "config" as const, at: `operations[${JSON.stringify(override.entry)}]` }] : []),
    ...signals.evidence,
  ];
  if (candidate.role === "none") return { role: "none", evidence };
  if (candidate.role === "creation")
    return { role: "creation", resource: createdResource(candidate, resources), evidence };
  const resource = resources.get(candidate.resource!)!;
  const draft = drafts.get(candidate.resource!)!;
  const key = keySource(context, candidate, resource, draft);
  if (candidate.role === "state-change") {
    const creates = createdBelow(context.reader, candidate, draft, drafts, resources);
    const ifMatch = requirement(candidate);
    const change = { role: candidate.role, resource: resource.name, key, ifMatch, evidence };
    return creates === undefined ? change : { ...change, creates };
  }
  const user = all.find((other) => other.role === "state-change" && other.source?.retrieval.id === raw.id);
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
