/** Lays code out: a group stands on one line if it fits, else one item a line. */
export type Doc = string | readonly Doc[] | Group;

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

function flat(doc: Doc): string {
  if (typeof doc === "string") return doc;
  if (!isGroup(doc)) return doc.map(flat).join("");
  const inner = doc.items.map(flat).join(`${doc.separator} `);
  return doc.padded ? `${doc.open} ${inner} ${doc.close}` : doc.open + inner + doc.close;
}

/** The text of `doc`, starting at `column` of a line indented by `indent`. */
export function render(doc: Doc, indent = 0, column = indent): string {
  if (typeof doc === "string") return doc;
  if (!isGroup(doc)) {
    let text = "";
    doc.forEach((part, index) => {
      const lineStart = text.lastIndexOf("\n") + 1;
      const at = lineStart === 0 ? column + text.length : text.length - lineStart;
      // What follows on the same line must fit as well.
      const tail = flat(doc.slice(index + 1)).split(/[{([<\n]/)[0]!.length;
      text += renderWithin(part, indent, at, tail);
    });
    return text;
  }
  return renderWithin(doc, indent, column, 0);
}

function renderWithin(doc: Doc, indent: number, column: number, tail: number): string {
  if (!isGroup(doc)) return render(doc, indent, column);
  const oneLine = flat(doc);
  if (!oneLine.includes("\n") && column + oneLine.length + tail < WIDTH) return oneLine;
  const pad = " ".repeat(indent + 2);
  const lines = doc.items.map((item, index) => {
    const end = index === doc.items.length - 1 && !doc.trailing ? "" : doc.separator;
    return `${pad}${renderWithin(item, indent + 2, indent + 2, end.length)}${end}`;
  });
  return `${doc.open}\n${lines.join("\n")}\n${" ".repeat(indent)}${doc.close}`;
}
