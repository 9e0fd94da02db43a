import type { ts as typescript } from "ts-morph";
import { type CalledOperation, OperationIndex } from "../calls/operations.js";
import ts from "./typescript.js";
import { finders } from "./detect/index.js";
import type { Context, Detected, Finding } from "./finding.js";
import { ModuleGraph } from "./module-graph.js";
import { identifiersOf, namesOf } from "./read-call.js";
import type { Source } from "./sources.js";
import { superfluousLines } from "./superfluous.js";

/** What a code base is held against. */
export interface AdoptedApi {
  readonly operations: readonly CalledOperation[];
  /** Response headers that carry a tag. */
  readonly versionHeaders: readonly string[];
}

/** Everything that looks like plumbing, by file and in the order of its text. */
export function detect(sources: readonly Source[], api: AdoptedApi): ReadonlyMap<Source, readonly Detected[]> {
  const index = new OperationIndex(api.operations);
  const versionHeaders = new Set(["etag", ...api.versionHeaders.map((name) => name.toLowerCase())]);
  return new Map(
    sources.map((source) => {
      const uses = identifiersOf(source.tree);
      const names = namesOf(source.tree);
      return [source, detectIn(source, { index, versionHeaders, names, uses: (name) => uses.get(name) ?? [] })];
    }),
  );
}

/** Finds what was written by hand, sorted by file and place. */
export function scan(sources: readonly Source[], api: AdoptedApi): Finding[] {
  const graph = new ModuleGraph(sources);
  const detected = onlyLinked(detect(sources, api), graph);
  const lines = new Map<Detected, number>();
  for (const file of superfluousLines(detected, graph).values())
    for (const cause of file.values()) lines.set(cause, (lines.get(cause) ?? 0) + 1);
  return [...detected].flatMap(([source, found]) => found.map((one) => findingOf(source, one, lines.get(one) ?? 0)));
}

function detectIn(source: Source, context: Context): Detected[] {
  const found: Detected[] = [];
  const taken = new Set<typescript.Node>();
  const visit = (node: typescript.Node): void => {
    for (const finder of finders) {
      const one = finder(node, source, context);
      if (!one || taken.has(one.node)) continue;
      taken.add(one.node);
      found.push(one);
      break;
    }
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return found.toSorted((a, b) => a.node.getStart(source.tree) - b.node.getStart(source.tree));
}

/** Without what means something only near a precondition, in files that have none near. */
function onlyLinked(
  candidates: ReadonlyMap<Source, readonly Detected[]>,
  graph: ModuleGraph,
): ReadonlyMap<Source, readonly Detected[]> {
  const evident = (source: Source): boolean => candidates.get(source)?.some(({ isEvidence }) => isEvidence) === true;
  return new Map(
    [...candidates].map(([source, found]) => {
      const linked = evident(source) || [...graph.neighboursOf(source)].some(evident);
      return [source, found.filter(({ needsLink }) => linked || needsLink !== true)];
    }),
  );
}

function findingOf(
  source: Source,
  { node, kind, what, instead, operation, resource }: Detected,
  lines: number,
): Finding {
  const { line, character } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
  return {
    kind,
    file: source.path,
    line: line + 1,
    column: character + 1,
    what,
    instead,
    ...(operation && { operation: operation.id }),
    ...(resource !== undefined && { resource }),
    lines,
  };
}
