/**
 * The encoders: the only ways in which document text reaches the output. Names are
 * safe since model/identifiers.ts; everything else passes through one of these.
 */

// What could end a line, a script element or a reader's trust: written as escapes.
const unprintable = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const escapeUnit = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * Code that another printer made of document text: what it left in names, strings and comments is escaped, which means
 * the same in all three.
 */
export const visible = (code: string): string => code.replace(control, escapeUnit).replace(unprintable, escapeUnit);

// That printer escapes these in strings, and not in comments; a line may end in CR and LF, as the document's do.
// oxlint-disable-next-line no-control-regex -- what must not be there
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\r(?!\n)/g;

/** A string literal in double quotes. Template literals never carry document text. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text)
    .replace(unprintable, escapeUnit)
    .replace(/<(?=\/script|!--)/gi, "\\u003c");
}

/** A primitive value as an expression or literal type. */
export function literal(value: string | number | boolean | null): string {
  return typeof value === "string" ? stringLiteral(value) : Object.is(value, -0) ? "0" : String(value);
}

const bare = /^[A-Za-z_$][\w$]*$/;

/** A property name in an object literal. `__proto__` is computed, or it would set the prototype. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return bare.test(name) ? name : stringLiteral(name);
}

/** A property name in a type. */
export function typeKey(name: string): string {
  return bare.test(name) ? name : stringLiteral(name);
}

const MAX_COMMENT = 2000;

/** Lines of text for a JSDoc comment: nothing in them can end it, start a tag, or hide from the reader. */
export function commentLines(text: string, width = 96): string[] {
  // Cut first: what follows is then bounded, whatever the document holds.
  const cut = text.length > MAX_COMMENT ? `${text.slice(0, MAX_COMMENT)} ... (shortened)` : text;
  const clean = (plain.test(cut) && !cut.includes("*/") ? cut : cleaned(cut)).trim();
  return clean === ""
    ? []
    : clean
        .replace(/\n{3,}/g, "\n\n")
        .split("\n")
        .flatMap((line) => wrap(line.trimEnd(), width));
}

/** Characters that nothing is done about: most texts have no others. */
const plain = /^[\n -?A-~]*$/;

function cleaned(text: string): string {
  return (
    text
      .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, "\n")
      .replace(/\t/g, "  ")
      // oxlint-disable-next-line no-control-regex -- control characters are what is removed here
      .replace(/[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/gu, "")
      .replace(unprintable, "")
      .replaceAll("*/", "*\\/")
      // TypeScript reads a tag after any white space, not only at the start of a line.
      .replace(/(^|\s)@/g, "$1\\@")
  );
}

/** Breaks a long line at spaces, keeping its indentation, so that lists stay lists. */
function wrap(line: string, width: number): string[] {
  const indent = /^\s*(?:[-*+]\s+|\d+\.\s+)?/.exec(line)![0].replace(/\S/g, " ");
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const at = rest.lastIndexOf(" ", width);
    if (at <= indent.length) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at + 1);
  }
  return [...lines, rest];
}

/** A comment of one line that quotes a text, shortened. */
export function quotingComment(words: string, text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 80).replace(/\p{Surrogate}$/u, "")}...` : text;
  return `/* ${words} ${stringLiteral(shown).replaceAll("*/", "*\\/")} */`;
}

/** A JSDoc block from lines; none from no lines. */
export function jsDoc(lines: readonly string[]): string {
  if (lines.length === 0) return "";
  if (lines.length === 1 && lines[0]!.length < 90 && !lines[0]!.startsWith("*")) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}
