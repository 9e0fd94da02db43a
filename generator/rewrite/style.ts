import { isScalar, type Pair, Scalar, stringify } from "yaml";

/** How a file writes what it has, so that what is added looks the same. */
export interface Style {
  /** JSON, or YAML that is written as JSON. */
  readonly json: boolean;
  /** One step of indentation. */
  readonly step: string;
  /** Lists are indented below their key. */
  readonly indentedLists: boolean;
  readonly singleQuotes: boolean;
  /** Between a key and its value, and between two entries, in JSON on one line. */
  readonly colon: string;
  readonly comma: string;
}

export function styleOf(text: string): Style {
  const json = /^\s*[{[]/.test(text) && /^\s*(\{\s*"|\[|\{\s*\})/.test(text);
  const step = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const list = /^( *)(?:- )?([^\s#-][^\n]*):[ ]*\n(?:[ ]*#[^\n]*\n)*( *)- /m.exec(text);
  return {
    json,
    step: json || /^ {1,8}$/.test(step) ? step : "  ",
    indentedLists: list === null || list[3]!.length > list[1]!.length,
    singleQuotes: count(text, /(?:^|[\s[{,:])'/g) > count(text, /(?:^|[\s[{,:])"/g),
    colon: /":\s/.test(text) ? ": " : ":",
    comma: /,\s/.test(text) ? ", " : ",",
  };
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const options = ({ step, indentedLists, singleQuotes }: Style) =>
  ({
    indent: step.length,
    indentSeq: indentedLists,
    singleQuote: singleQuotes ? true : null,
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    aliasDuplicateObjects: false,
  }) as const;

/** `key: value` in block style, or `- value` where there is no key; the first line is not indented. */
export function blockEntry(key: string | undefined, value: unknown, column: number, style: Style): string {
  const printed = stringify(key === undefined ? [value] : { [key]: value }, {
    ...options(style),
    ...(key === undefined && { indentSeq: false }),
  });
  return indented(printed.replace(/\n$/, ""), " ".repeat(column));
}

/** A value as flow collections have it, on one line; with `indentation`, JSON over several lines. */
export function flowValue(value: unknown, style: Style, indentation?: string): string {
  if (style.json) {
    if (indentation !== undefined) return indented(JSON.stringify(value, undefined, style.step), indentation);
    return compactJson(value, style);
  }
  const printed = stringify(value, { ...options(style), collectionStyle: "flow" }).trimEnd();
  return printed.includes("\n") ? JSON.stringify(value) : printed;
}

/** `key: value` as flow collections have it. */
export function flowEntry(key: string | undefined, value: unknown, style: Style, indentation?: string): string {
  const printed = flowValue(value, style, indentation);
  if (key === undefined) return printed;
  return style.json ? `${JSON.stringify(key)}${style.colon}${printed}` : `${flowValue(key, style)}: ${printed}`;
}

/** A string in the manner of the one that it replaces: its quotation marks, or its block. */
export function stringLike(old: Scalar, value: string, column: number, style: Style): string {
  const scalar = new Scalar(value);
  if (old.type !== undefined) scalar.type = old.type;
  const printed = stringify({ k: scalar }, options(style)).replace(/^k: ?/, "").replace(/\n$/, "");
  return indented(printed, " ".repeat(column));
}

const compactJson = (value: unknown, style: Pick<Style, "colon" | "comma">): string => {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => compactJson(item, style)).join(style.comma)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}${style.colon}${compactJson(item, style)}`,
  );
  return `{${entries.join(style.comma)}}`;
};

const indented = (text: string, indentation: string): string =>
  text
    .split("\n")
    .map((line, index) => (index === 0 || line === "" ? line : indentation + line))
    .join("\n");

/** A key as parsing to data names it. */
export const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);
