import { isMap, isPair, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { isRecord, type JsonObject } from "../load/pointer.js";
import { sameValue } from "./compare.js";
import { sentenceEdit } from "./sentence.js";
import { blockEntry, flowEntry, flowValue, keyOf, type Style, stringLike } from "./style.js";

/** Offsets count UTF-16 units. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Where a value stands: in a flow collection, or as an entry of a block whose keys or dashes begin at `column`. */
interface Owner {
  readonly flow: boolean;
  readonly column: number;
  readonly keyed: boolean;
}

/** The edits that make of a parsed text one with other values; whatever stays the same is not touched. */
export class Editor {
  readonly edits: TextEdit[] = [];
  readonly #text: string;
  readonly #style: Style;
  /** Change sentences inside of strings; else write the whole string anew. */
  readonly #sentences: boolean;

  constructor(text: string, style: Style, sentences: boolean) {
    this.#text = text;
    this.#style = style;
    this.#sentences = sentences;
  }

  root(node: Node | null, before: unknown, after: unknown): void {
    this.#visit(node, before, after, { flow: this.#style.json, column: 0, keyed: false });
  }

  #visit(node: Node | null, before: unknown, after: unknown, owner: Owner): void {
    if (sameValue(before, after)) return;
    if (isMap(node) && isRecord(before) && isRecord(after) && Object.keys(after).length > 0 && node.items.length > 0)
      this.#map(node, before, after, owner);
    else if (isSeq(node) && Array.isArray(before) && Array.isArray(after) && after.length > 0 && before.length > 0)
      this.#list(node, before, after, owner);
    else if (isScalar(node) && typeof before === "string" && typeof after === "string" && node.range)
      this.#string(node, before, after, owner);
    else this.#replace(node, after, owner);
  }

  #map(node: YAMLMap, before: JsonObject, after: JsonObject, owner: Owner): void {
    const pairs = new Map(node.items.map((pair) => [keyOf(pair), pair]));
    const flow = node.flow === true;
    const own: Owner = { flow, column: this.#column(start(node.items[0]!)), keyed: true };
    for (const [key, pair] of pairs)
      if (Object.hasOwn(after, key)) this.#visit(pair.value as Node | null, before[key], after[key], own);
    const gone = node.items.filter((pair) => Object.hasOwn(before, keyOf(pair)) && !Object.hasOwn(after, keyOf(pair)));
    if (gone.length === node.items.length) return this.#replace(node, after, owner);
    const removed = new Set(gone);
    node.items.forEach((pair, index) => removed.has(pair) && this.#remove(node.items, index, flow));
    // A key that comes from a merge (`<<`) stands nowhere here, and stays where it is as long as its value does.
    let pair: Pair | undefined;
    for (const key of Object.keys(after)) {
      const present = pairs.get(key);
      if (present) pair = present;
      if (present || sameValue(before[key], after[key])) continue;
      if (flow) this.#insertFlow(node.items, pair, key, after[key]);
      else this.#insertBlock(node.items, pair, (column) => blockEntry(key, after[key], column, this.#style));
    }
  }

  #list(node: YAMLSeq, before: readonly unknown[], after: readonly unknown[], owner: Owner): void {
    const flow = node.flow === true;
    const items = node.items as Node[];
    const own: Owner = { flow, column: this.#column(start(items[0]!)), keyed: false };
    if (after.length >= before.length) {
      before.forEach((item, index) => this.#visit(items[index]!, item, after[index], own));
      for (const value of after.slice(before.length)) {
        if (flow) this.#insertFlow(items, items.at(-1), undefined, value);
        else {
          const dash = this.#column(node.range![0]);
          this.#insertBlock(items, items.at(-1), () => blockEntry(undefined, value, dash, this.#style), dash);
        }
      }
      return;
    }
    // What is left, in its order; all that was between goes.
    const kept: number[] = [];
    before.forEach((item, index) => {
      if (kept.length < after.length && sameValue(item, after[kept.length])) kept.push(index);
    });
    if (kept.length !== after.length) return this.#replace(node, after, owner);
    const stays = new Set(kept);
    items.forEach((_, index) => !stays.has(index) && this.#remove(items, index, flow));
  }

  #string(node: Scalar, before: string, after: string, owner: Owner): void {
    const [from, to] = [node.range![0], this.#contentEnd(node)];
    const edit = this.#sentences ? sentenceEdit(this.#text.slice(from, to), before, after) : undefined;
    if (edit) {
      this.edits.push({ start: from + edit.start, end: from + edit.end, text: edit.text });
      return;
    }
    const text = owner.flow ? flowValue(after, this.#style) : stringLike(node, after, owner.column, this.#style);
    this.edits.push({ start: from, end: to, text });
  }

  /** Another value altogether. */
  #replace(node: Node | null, after: unknown, { flow, column, keyed }: Owner): void {
    if (!node?.range) return;
    const end = this.#contentEnd(node);
    let [from] = node.range;
    const colon = from - spaceBefore(this.#text, from);
    if (!flow && keyed && this.#text[colon - 1] === ":") {
      from = colon;
      const full = typeof after === "object" && after !== null && Object.keys(after).length > 0;
      const text = full
        ? blockEntry("k", after, column, this.#style).replace(/^k: ?/, "")
        : ` ${flowValue(after, this.#style)}`;
      this.edits.push({ start: from, end, text: text.startsWith("\n") || text.startsWith(" ") ? text : ` ${text}` });
      return;
    }
    const text = flowValue(after, this.#style);
    this.edits.push({ start: from, end, text: from === end && this.#text[from - 1] === ":" ? ` ${text}` : text });
  }

  /** On lines of its own, behind an entry and the comment on its line; before the first where there is none. */
  #insertBlock(
    items: readonly (Node | Pair)[],
    previous: Node | Pair | undefined,
    print: (column: number) => string,
    at?: number,
  ): void {
    const first = start(items[0]!);
    const column = at ?? this.#column(first);
    const indentation = " ".repeat(column);
    if (previous === undefined) {
      this.edits.push({ start: first, end: first, text: `${print(column)}\n${indentation}` });
      return;
    }
    const end = this.#contentEnd(previous);
    if (this.#text[end - 1] === "\n") {
      this.edits.push({ start: end, end, text: `${indentation}${print(column)}\n` });
      return;
    }
    const newline = this.#text.indexOf("\n", end);
    const line = newline === -1 ? this.#text.length : newline;
    this.edits.push({ start: line, end: line, text: `\n${indentation}${print(column)}` });
  }

  /** Behind an entry, on a line of its own where that one has a line of its own. */
  #insertFlow(
    items: readonly (Node | Pair)[],
    previous: Node | Pair | undefined,
    key: string | undefined,
    value: unknown,
  ): void {
    const first = start(items[0]!);
    const indentation = this.#indentationAt(first);
    const entry = flowEntry(key, value, this.#style, indentation);
    const comma = this.#style.json ? this.#style.comma : ", ";
    const separator = indentation === undefined ? comma : `,\n${indentation}`;
    if (previous === undefined) {
      this.edits.push({ start: first, end: first, text: `${entry}${separator}` });
      return;
    }
    const end = this.#contentEnd(previous);
    this.edits.push({ start: end, end, text: `${separator}${entry}` });
  }

  #remove(items: readonly (Node | Pair)[], index: number, flow: boolean): void {
    const from = start(items[index]!);
    const end = this.#contentEnd(items[index]!);
    const next = items[index + 1];
    if (flow) {
      if (next) this.edits.push({ start: from, end: start(next), text: "" });
      else this.edits.push({ start: index === 0 ? from : this.#contentEnd(items[index - 1]!), end, text: "" });
      return;
    }
    const lineStart = this.#text.lastIndexOf("\n", from - 1) + 1;
    const newline = this.#text.indexOf("\n", end);
    const lineEnd = newline === -1 ? this.#text.length : newline + 1;
    // `- name: x`: the dash stays for the key on the next line.
    const shared = !/^\s*(- *)?$/.test(this.#text.slice(lineStart, from)) || isPair(items[index]);
    const alone = this.#text.slice(lineStart, from).trim() === "";
    if (shared && !alone && next) this.edits.push({ start: from, end: start(next), text: "" });
    else this.edits.push({ start: lineStart, end: this.#text[end - 1] === "\n" ? end : lineEnd, text: "" });
  }

  /** Where the last character of a value stands, comments and blank lines behind it left out. */
  #contentEnd(item: Node | Pair | null): number {
    if (isPair(item)) {
      const { key, value } = item as Pair<Node, Node | null>;
      const end = value?.range ? this.#contentEnd(value) : this.#contentEnd(key);
      return Math.max(end, this.#text.indexOf(":", this.#contentEnd(key)) + 1);
    }
    if ((isMap(item) || isSeq(item)) && item.flow !== true && item.items.length > 0)
      return this.#contentEnd(item.items.at(-1) as Node | Pair);
    const [from, end] = item!.range!;
    const block = isScalar(item) && (item.type === Scalar.BLOCK_LITERAL || item.type === Scalar.BLOCK_FOLDED);
    // With `|+` the blank lines behind it are part of the text.
    if (!block || /^[|>]\d?\+/.test(this.#text.slice(from, from + 3))) return end;
    return from + this.#text.slice(from, end).trimEnd().length;
  }

  /** The blanks before what begins its line; `undefined` for what does not. */
  #indentationAt(offset: number): string | undefined {
    const before = this.#text.slice(this.#text.lastIndexOf("\n", offset - 1) + 1, offset);
    return /^[ \t]*$/.test(before) ? before : undefined;
  }

  #column(offset: number): number {
    return offset - (this.#text.lastIndexOf("\n", offset - 1) + 1);
  }
}

/** Where an entry begins: its key, its anchor or tag, or its value. */
function start(item: Node | Pair): number {
  return isPair(item) ? (item.key as Node).range![0] : item.range![0];
}

/** How many characters of white space end at an offset. */
function spaceBefore(text: string, offset: number): number {
  let count = 0;
  while (count < offset && /\s/.test(text[offset - 1 - count]!)) count++;
  return count;
}
