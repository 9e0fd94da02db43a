import { getLineColLocation, type Source } from "@redocly/openapi-core";
import { isMap, isNode, isScalar, isSeq, parseDocument } from "yaml";
import { JsonPlaces, NotJsonError } from "./json-places.js";
import { splitPointer } from "./pointer.js";

/** A line and a column, both counted from 1. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Where the node at a pointer stands: its key (or itself, in a list), and the end of its value. */
export interface SourcePlace {
  readonly start: LineColumn;
  readonly end: LineColumn;
}

/** What is used here of the syntax tree that openapi-core makes of a file. */
interface SyntaxNode {
  readonly startPosition: number;
  readonly endPosition: number;
  readonly key?: SyntaxNode;
  /** Of a scalar: its text; of a mapping: what stands behind the colon. */
  readonly value?: SyntaxNode | string | null;
  readonly mappings?: readonly SyntaxNode[];
  readonly items?: readonly (SyntaxNode | null)[];
}

/**
 * The place of a pointer in a file; of the nearest that is there, where it leads to nothing. It answers as openapi-core's
 * `getLineColLocation`, which looks through all keys of an object for each pointer: a document of many paths has many
 * pointers as well.
 */
export function placeIn(source: Source, pointer: string): SourcePlace {
  return placeInJson(source, pointer) ?? placeInTree(source, pointer);
}

/** JSON needs no tree. `undefined` for other text. */
function placeInJson(source: Source, pointer: string): SourcePlace | undefined {
  let text = texts.get(source);
  if (text === undefined) {
    const isJson = /^\s*[{[]/.test(source.body);
    texts.set(source, (text = isJson && new JsonText(source.body)));
  }
  if (text === false) return undefined;
  try {
    return text.place(pointer);
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    texts.set(source, false);
    return undefined;
  }
}

class JsonText {
  readonly #body: string;
  readonly #places: JsonPlaces;
  readonly #lineStarts: readonly number[];

  constructor(body: string) {
    this.#body = body;
    this.#places = new JsonPlaces(body);
    this.#lineStarts = lineStartsOf(body);
  }

  place(pointer: string): SourcePlace {
    const { start, end } = this.#places.find(splitPointer(pointer));
    return {
      start: lineColumn(this.#body, this.#lineStarts, start),
      end: lineColumn(this.#body, this.#lineStarts, end - 1),
    };
  }
}

/** `false` for what is no JSON. */
const texts = new WeakMap<Source, JsonText | false>();

function placeInTree(source: Source, pointer: string): SourcePlace {
  const tree = treeOf(source);
  const { lineStarts, entries } = tree;
  let node: SyntaxNode | undefined = tree.root;
  let shown = node;
  for (const segment of node === undefined ? [] : splitPointer(pointer)) {
    if (node!.mappings) {
      const mapping = entriesOf(node!, entries).get(segment);
      if (!mapping) break;
      shown = mapping.key ?? mapping;
      if (typeof mapping.value !== "object" || mapping.value === null) {
        node = mapping;
        break;
      }
      node = mapping.value;
    } else if (node!.items) {
      const item: SyntaxNode | null | undefined = node!.items[Number.parseInt(segment, 10)];
      if (!item) break;
      shown = node = item;
    }
  }
  if (node === undefined || shown === undefined) return { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return {
    start: lineColumn(source.body, lineStarts, shown.startPosition),
    end: lineColumn(source.body, lineStarts, Math.max(node.startPosition, node.endPosition - 1)),
  };
}

interface Tree {
  readonly root: SyntaxNode | undefined;
  readonly lineStarts: readonly number[];
  /** Keys of the objects that were walked through. */
  readonly entries: Map<SyntaxNode, ReadonlyMap<string, SyntaxNode>>;
}

const trees = new WeakMap<Source, Tree>();

function treeOf(source: Source): Tree {
  let tree = trees.get(source);
  if (!tree) {
    trees.set(source, (tree = { root: rootOf(source), lineStarts: lineStartsOf(source.body), entries: new Map() }));
  }
  return tree;
}

function rootOf(source: Source): SyntaxNode | undefined {
  try {
    // Only openapi-core has the parser; a source keeps its tree once it was asked for a place.
    getLineColLocation({ source, pointer: "#/", reportOnKey: true });
    return source.getAst(unparsed) as unknown as SyntaxNode | undefined;
  } catch {
    // That parser fails at types such as !!binary, of which the place is asked for.
    return nodeOf(parseDocument(source.body, { logLevel: "silent" }).contents);
  }
}

/** A node of another parser, as the first one would have it. */
function nodeOf(node: unknown): SyntaxNode | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [startPosition, endPosition] = node.range;
  const place = { startPosition, endPosition };
  if (isSeq(node)) return { ...place, items: node.items.map((item) => nodeOf(item) ?? null) };
  if (!isMap(node)) return { ...place, value: isScalar(node) ? String(node.value) : null };
  const mappings = node.items.flatMap(({ key, value }): SyntaxNode[] => {
    const [name, content] = [nodeOf(key), nodeOf(value)];
    if (!name) return [];
    return [
      {
        startPosition: name.startPosition,
        endPosition: content?.endPosition ?? name.endPosition,
        key: name,
        value: content ?? null,
      },
    ];
  });
  return { ...place, mappings };
}

/** The first of each key. */
function entriesOf(node: SyntaxNode, known: Tree["entries"]): ReadonlyMap<string, SyntaxNode> {
  let entries = known.get(node) as Map<string, SyntaxNode> | undefined;
  if (entries) return entries;
  entries = new Map();
  for (const mapping of node.mappings!) {
    const key = mapping.key?.value;
    if (typeof key === "string" && !entries.has(key)) entries.set(key, mapping);
  }
  known.set(node, entries);
  return entries;
}

function lineStartsOf(body: string): number[] {
  const starts = [0];
  for (let at = body.indexOf("\n"); at !== -1; at = body.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineColumn(body: string, lineStarts: readonly number[], offset: number): LineColumn {
  let [low, high] = [0, lineStarts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  const start = lineStarts[low]!;
  const isReturn = low > 0 && body[start] === "\r" && offset > start;
  return { line: low + 1, column: offset - start + 1 - (isReturn ? 1 : 0) };
}

const unparsed = (): never => {
  throw new Error("the syntax tree of a source was asked for before openapi-core made it");
};
