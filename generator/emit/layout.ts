/** Lays code out: a group stands on one line if it fits, else one item a line. */
export type Doc = string | readonly Doc[] | Group | Lines;

/** Always one line each, such as a comment and what it is about. */
export interface Lines {
  readonly lines: readonly Doc[];
}

export interface Group {
  readonly open: string;
  readonly items: readonly Doc[];
  readonly close: string;
  /** Between items on one line; at the end of each line otherwise (without its space). */
  readonly separator: string;
  /** A space inside the brackets of the one-line form. */
  readonly padded: boolean;
  /** The separator also follows the last line. */
  readonly trailing: boolean;
  /** The separator leads each line, instead. */
  readonly leading?: boolean;
}

const WIDTH = 100;

/** `{ a: 1, b: 2 }`, with a comma after each line when it breaks. */
export const object = (items: readonly Doc[]): Doc => group("{", items, "}", ",", true, true);
/** `{ a: string; b: number }`. */
export const typeObject = (items: readonly Doc[]): Doc => group("{", items, "}", ";", true, true);
/** `[a, b]`. */
export const array = (items: readonly Doc[]): Doc => group("[", items, "]", ",", false, true);
/** `(a, b)` after a callee. */
export const call = (callee: string, items: readonly Doc[]): Doc =>
  // A sole object or array keeps its brackets on the callee's line: `f({` ... `})`.
  items.length === 1 && isGroup(items[0]!)
    ? [`${callee}(`, items[0], ")"]
    : [callee, group("(", items, ")", ",", false, true)];
/** `<a, b>` after a type's name. */
export const generic = (name: string, items: readonly Doc[]): Doc =>
  items.length === 1 && isGroup(items[0]!)
    ? [`${name}<`, items[0], ">"]
    : [name, group("<", items, ">", ",", false, false)];

/** `A | B`, each member on a line of its own when it breaks; `(A | B)[]` when it is to be one operand of another type. */
export const unionType = (items: readonly Doc[], operand = false): Doc => {
  const members = items.flatMap(unionMembers);
  if (members.length === 1) return members[0]!;
  const [open, close] = operand ? ["(", ")"] : ["", ""];
  return { open, items: members, close, separator: " |", padded: false, trailing: false, leading: true };
};
/** The alternatives of a type: itself, if it is no union. */
export const unionMembers = (type: Doc): readonly Doc[] =>
  isGroup(type) && type.leading && type.open === "" ? type.items : [type];
export const lines = (items: readonly Doc[]): Doc => (items.length === 1 ? items[0]! : { lines: items });

function group(
  open: string,
  items: readonly Doc[],
  close: string,
  separator: string,
  padded: boolean,
  trailing: boolean,
): Doc {
  return items.length === 0 ? open + close : { open, items, close, separator, padded, trailing };
}

const isGroup = (doc: Doc): doc is Group => typeof doc === "object" && "open" in doc;
const isLines = (doc: Doc): doc is Lines => typeof doc === "object" && "lines" in doc;

/** Each group is asked for its one-line form by all that it stands in. */
const flattened = new WeakMap<Group, string>();

/** The form on one line; with a line break in it, there is none. */
function flat(doc: Doc): string {
  if (typeof doc === "string") return doc;
  if (isLines(doc)) return "\n";
  if (!isGroup(doc)) return doc.map(flat).join("");
  let text = flattened.get(doc);
  if (text === undefined) {
    text = flatGroup(doc);
    flattened.set(doc, text);
  }
  return text;
}

/** Too long for any line, or with a break in it: what it says from there on does not matter. */
function flatGroup({ open, items, close, separator, padded }: Group): string {
  const space = padded ? " " : "";
  let text = open + space;
  for (const [index, item] of items.entries()) {
    const part = flat(item);
    text += index === 0 ? part : `${separator} ${part}`;
    if (text.length > WIDTH || part.includes("\n")) return `${text.slice(0, WIDTH)}\n`;
  }
  text += space + close;
  return text.length > WIDTH ? `${text.slice(0, WIDTH)}\n` : text;
}

/** The text of `doc`, starting at `column` of a line indented by `indent`. */
export function render(doc: Doc, indent = 0, column = indent): string {
  if (typeof doc === "string") return doc;
  if (isLines(doc)) {
    const pad = `\n${" ".repeat(indent)}`;
    return doc.lines.map((line, index) => render(line, indent, index === 0 ? column : indent)).join(pad);
  }
  if (!isGroup(doc)) {
    let text = "";
    let at = column;
    doc.forEach((part, index) => {
      const piece = isGroup(part) ? renderWithin(part, indent, at, tailOf(doc, index + 1)) : render(part, indent, at);
      text += piece;
      const lineStart = piece.lastIndexOf("\n") + 1;
      at = lineStart === 0 ? at + piece.length : piece.length - lineStart;
    });
    return text;
  }
  return renderWithin(doc, indent, column, 0);
}

/** How long the parts from an index on are, up to where a line may break: they must fit on the same line as well. */
function tailOf(parts: readonly Doc[], from: number): number {
  let length = 0;
  for (const part of parts.slice(from)) {
    const text = flat(part);
    const end = text.search(/[{([<\n]/);
    if (end !== -1) return length + end;
    length += text.length;
  }
  return length;
}

function renderWithin(doc: Doc, indent: number, column: number, tail: number): string {
  if (!isGroup(doc)) return render(doc, indent, column);
  const oneLine = flat(doc);
  if (!oneLine.includes("\n") && column + oneLine.length + tail < WIDTH) return oneLine;
  const pad = " ".repeat(indent + 2);
  if (doc.leading) {
    const members = doc.items.map((item) => `\n${pad}| ${renderWithin(item, indent + 4, indent + 4, 0)}`);
    return `${doc.open}${members.join("")}${doc.close && `\n${" ".repeat(indent)}${doc.close}`}`;
  }
  const broken = doc.items.map((item, index) => {
    const end = index === doc.items.length - 1 && !doc.trailing ? "" : doc.separator;
    return `${pad}${renderWithin(item, indent + 2, indent + 2, end.length)}${end}`;
  });
  return `${doc.open}\n${broken.join("\n")}\n${" ".repeat(indent)}${doc.close}`;
}
