import type { Diagnostic } from "../diagnostics.js";

/** A file that is no YAML or JSON, or not text; with its place. */
export class ParseError extends Error {
  override readonly name = "ParseError";
  readonly diagnostic: Diagnostic;

  /**
   * @param reason As the parser words it; what to change is added.
   * @param text The file's, where the message is to name what stands there.
   */
  constructor(
    file: string,
    reason: string,
    { line, column }: { readonly line: number; readonly column: number },
    text = "",
  ) {
    const [explanation, help] = explained(reason);
    const message = reason.startsWith("duplicated")
      ? namingKey(explanation, text.split("\n")[line - 1], column)
      : explanation;
    super(message);
    this.diagnostic = {
      code: "syntax",
      severity: "error",
      message,
      ...(help !== undefined && { help }),
      at: { file, line, column },
    };
  }
}

/** What the parsers say, in plain words, and what to change. */
const explanations: readonly (readonly [reason: RegExp, message: string, help: string])[] = [
  [
    /^duplicated mapping key|^Map keys must be unique/,
    "the same key is there twice in one object",
    "Remove one of the two, or rename it.",
  ],
  [
    /^bad indentation of a mapping entry|^a multiline key|multiline key may not/,
    "this is neither a new `key: value` nor part of the value before it",
    "Indent the line like its neighbours. A text that contains `: ` or begins with @, `, %, & or * goes in quotes.",
  ],
  [/^bad indentation of a sequence/, "this entry of a list has another indentation", "Align the `-` of all entries."],
  [/^tab characters/, "a tab is used as indentation", "Use spaces; YAML does not allow tabs there."],
  [
    /^missed comma|^expected the node content/,
    "a comma is missing, or one too many",
    "Compare the brackets and commas before this place.",
  ],
  [
    /within a flow collection|^deficient indentation/,
    "a { or [ is not closed",
    "Add the closing bracket, or put the text that begins with it in quotes.",
  ],
  [/within a (?:single|double) quoted scalar/, "a text in quotes is not closed", "Add the closing quotation mark."],
  [
    /^unidentified alias/,
    "this alias (*) has no anchor (&) before it",
    "Define the anchor, or put the text in quotes.",
  ],
  [
    /^unknown escape sequence/,
    "this backslash escape does not exist",
    "Write \\\\ for a backslash, or use single quotes.",
  ],
  [
    /^end of the stream or a document separator/,
    "the document ends before this line: it does not belong to what is above",
    "Look for a merge conflict, a line without `:`, or a list and keys side by side.",
  ],
  [
    /^expected a single document/,
    "the file has several YAML documents",
    "Keep one, and remove the others with their `---`.",
  ],
  [
    /^unknown (?:scalar |mapping |sequence )?tag/,
    "this tag (!) has no meaning in an OpenAPI document",
    "Remove the tag.",
  ],
  [/^nesting exceeded/, "the document is nested too deeply", "Move parts of it to components, and refer to them."],
];

/** "the same key" by its name. */
function namingKey(message: string, line: string | undefined, column: number): string {
  const [, key] = /^["']?(.+?)["']?\s*:/.exec(line?.slice(column - 1) ?? "") ?? [];
  return key === undefined ? message : message.replace("the same key", () => `the key ${key}`);
}

// Named by what stands there.
const notJson = /cannot be written in JSON/;

function explained(reason: string): [message: string, help?: string] {
  const found = explanations.find(([pattern]) => pattern.test(reason));
  if (found) return [found[1], found[2]];
  if (notJson.test(reason))
    return [reason, "An OpenAPI document is JSON, also where it is YAML: use a value that JSON has."];
  return [reason];
}
