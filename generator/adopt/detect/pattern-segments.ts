import type { Segment } from "../../calls/url.js";

const HOLE = "\0";
const MOST_ALTERNATIVES = 16;

/**
 * The segments of the paths that a regular expression describes: `/\/jobs\/([^/]+)\//` is `["jobs", null]`. It is read,
 * never run. Alternatives of literals (`events|undo-change`) give several.
 */
export function segmentsOfPattern(source: string): readonly (readonly Segment[])[] {
  return expand(source).map((path) => {
    const parts = path.split("/").filter((part) => part !== "");
    return parts.map((part) => (part.includes(HOLE) ? null : part));
  });
}

/** Texts with holes. What is optional is there, and what repeats is a hole. */
function expand(source: string): string[] {
  let texts = [""];
  let at = 0;
  const add = (...parts: readonly string[]): void => {
    const all = texts.flatMap((text) => parts.map((part) => text + part));
    texts = all.length <= MOST_ALTERNATIVES ? all : texts.map((text) => text + HOLE);
  };
  while (at < source.length) {
    const token = tokenAt(source, at);
    at += token.length;
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(source.slice(at))?.[0] ?? "";
    at += quantifier.length;
    if (quantifier !== "" && token.text !== "/" && !token.parts?.every((part) => /^\/?\0?$/.test(part))) {
      // An optional group is a part that may be missing; anything else that repeats may be any text.
      if (quantifier === "?" && token.parts) add(...token.parts);
      else if (token.text !== "") add(HOLE);
    } else if (token.parts) add(...token.parts);
    else add(token.text);
  }
  return texts;
}

interface Token {
  readonly length: number;
  readonly text: string;
  /** Of a group. */
  readonly parts?: readonly string[];
}

function tokenAt(source: string, at: number): Token {
  const char = source[at]!;
  if (char === "\\") {
    const escaped = source[at + 1] ?? "";
    const text = /[bB]/.test(escaped) ? "" : /[\dwWsSdDpP]/.test(escaped) ? HOLE : escaped;
    return { length: 2, text };
  }
  if (char === "[") {
    let end = at + 1;
    while (end < source.length && source[end] !== "]") end += source[end] === "\\" ? 2 : 1;
    return { length: end + 1 - at, text: HOLE };
  }
  if (char === "(") return groupAt(source, at);
  if (char === ".") return { length: 1, text: HOLE };
  return { length: 1, text: char === "^" || char === "$" ? "" : char };
}

function groupAt(source: string, at: number): Token {
  let depth = 0;
  let end = at;
  const bars: number[] = [];
  for (; end < source.length; end++) {
    const char = source[end];
    if (char === "\\") end++;
    else if (char === "[") while (end < source.length && source[end] !== "]") end += source[end] === "\\" ? 2 : 1;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) break;
    else if (char === "|" && depth === 1) bars.push(end);
  }
  const opening = /^\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/.exec(source.slice(at))![0];
  const length = end + 1 - at;
  // What only looks ahead or back takes no text.
  if (/^\(\?<?[=!]/.test(opening)) return { length, text: "" };
  const bounds = [at + opening.length - 1, ...bars, end];
  const parts = bounds.slice(1).flatMap((bar, index) => expand(source.slice(bounds[index]! + 1, bar)));
  return { length, text: HOLE, parts };
}
