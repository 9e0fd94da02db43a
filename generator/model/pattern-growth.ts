import type * as recheck from "recheck";

/** Patterns whose matching takes a time that explodes with the text: exponential, or polynomial of degree 3 and more. */

type Check = typeof recheck.checkSync;
let check: Check | undefined;
const known = new Map<string, boolean>();

/** A longer one is not analysed: the detector's work grows with it. */
const LONGEST = 1_000;
/** From this count on a bounded repetition is as good as an endless one. */
const MANY = 10;

/**
 * Loads the detector if one of these patterns needs it. It takes most of a second, and few documents have such a pattern;
 * until it is loaded, those that look dangerous count as dangerous.
 */
export async function preparePatterns(patterns: Iterable<string>): Promise<void> {
  if (check) return;
  for (const pattern of patterns)
    if (looksDangerous(pattern)) {
      // Pure JavaScript: neither the program of another platform nor a Java archive is ever started.
      const loaded = (await import("recheck/lib/browser.js")) as typeof recheck & { readonly default?: typeof recheck };
      check = (loaded.default ?? loaded).checkSync;
      known.clear();
      return;
    }
}

/** Whether a regular expression (with the `u` flag) must not be run on text of any length. Asked once for each. */
export function growsTooFast(pattern: string): boolean {
  let answer = known.get(pattern);
  if (answer === undefined) known.set(pattern, (answer = decide(pattern)));
  return answer;
}

function decide(pattern: string): boolean {
  const shape = shapeOf(pattern);
  if (!isDangerous(shape)) return false;
  if (check === undefined || pattern.length > LONGEST || shape.repeatsNothing) return true;
  // By its automaton and not by trial, and what is too large by its size: the same answer on every machine. What real
  // documents have takes less than a second.
  const found = check(widened(pattern), "u", { checker: "automaton", maxNFASize: 5_000, timeout: 10_000 });
  // Lookarounds and back references are beyond it.
  if (found.status !== "vulnerable") return found.status === "unknown" && shape.nested;
  const { complexity } = found;
  return complexity.type === "exponential" || complexity.degree > 2;
}

const looksDangerous = (pattern: string): boolean => isDangerous(shapeOf(pattern));

const isDangerous = ({ nested, endless }: Shape): boolean => nested || endless > 2;

interface Shape {
  /** A group that is repeated has a choice in it: of how often, or of what. Nothing else is exponential. */
  nested: boolean;
  /** A group that may be empty is repeated a large number of times: each may be the empty one (`(a?){60}`). */
  repeatsNothing: boolean;
  /**
   * How many repetitions without an upper bound may share one text. Of those that something ends which they cannot take
   * themselves (`\d+\.`), none shares a text with a later one: they count as one, the last of such a row.
   */
  endless: number;
}

interface Frame {
  choice: boolean;
  /** Of the alternative that is being read: everything so far may be left out. */
  empty: boolean;
  /** An alternative before it may be empty. */
  emptyBefore: boolean;
  /** The last part may be empty; `undefined` where there is none. */
  last: boolean | undefined;
}

function shapeOf(pattern: string): Shape {
  const shape: Shape = { nested: false, repeatsNothing: false, endless: 0 };
  const frames: Frame[] = [{ choice: false, empty: true, emptyBefore: false, last: undefined }];
  let closed: Frame | undefined;
  let ended = 0;
  const tokens = tokensOf(pattern);
  for (const [index, token] of tokens.entries()) {
    const frame = frames.at(-1)!;
    if (isQuantifier(token)) {
      const [least, most] = boundsOf(token);
      if (most === Infinity && isEnded(tokens, index)) ended = 1;
      else if (most === Infinity) shape.endless++;
      if (closed?.choice && most > 1) shape.nested = true;
      if (closed && frame.last === true && least > MANY) shape.repeatsNothing = true;
      if (least === 0) frame.last = true;
      // So many and no other number is no choice.
      frame.choice ||= least !== most;
      closed = undefined;
      continue;
    }
    closed = undefined;
    frame.empty &&= frame.last ?? true;
    frame.last = undefined;
    if (token.startsWith("(")) frames.push({ choice: false, empty: true, emptyBefore: false, last: undefined });
    else if (token === "|")
      Object.assign(frame, { choice: true, emptyBefore: frame.emptyBefore || frame.empty, empty: true });
    else if (token === ")" && frames.length > 1) {
      closed = frames.pop()!;
      const parent = frames.at(-1)!;
      parent.last = closed.empty || closed.emptyBefore;
      parent.choice ||= closed.choice;
    } else {
      const letters = [...token.replace(/^[$^]+|[$^]+$/g, "")];
      // A quantifier is about the last letter.
      if (letters.length > 1 && !/^[[\\]/.test(token)) frame.empty = false;
      frame.last = letters.length === 0;
    }
  }
  shape.endless += ended;
  return shape;
}

/** Whether the repetition at an index is of one character, and what must follow it is another. */
function isEnded(tokens: readonly string[], index: number): boolean {
  const [repeated = "", next = ""] = [tokens[index - 1], tokens[index + 1]];
  const [after = ""] = [tokens[index + 2]];
  const isOptional = isQuantifier(after) && boundsOf(after)[0] === 0 && /^(?:\\.|.)$/su.test(next);
  const [, end] = /^(?:\\([^a-zA-Z0-9])|([^\\[\](){}|*+?.^$]))/su.exec(next)?.filter((one) => one !== undefined) ?? [];
  const one = /^(?:\\[dws]|\[[^\\]*\])$/su.exec(repeated)?.[0];
  if (end === undefined || one === undefined || isOptional) return false;
  return !new RegExp(`^${one}$`, "u").test(end);
}

/** Groups, choices and quantifiers; what is escaped, or stands in a class, is none of them. */
const tokensOf = (pattern: string): string[] =>
  [
    ...pattern.matchAll(
      /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|[)|*+?]|\{\d+(?:,\d*)?\}|[^\\[()|*+?{]+|[{[\\]/gsu,
    ),
  ].map(([token]) => token);

const isQuantifier = (token: string): boolean => /^(?:[*+?]|\{\d)/.test(token);

function boundsOf(token: string): [least: number, most: number] {
  if (token === "?") return [0, 1];
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
  if (least === undefined) return [token === "+" ? 1 : 0, Infinity];
  return [Number(least), comma === "" ? Number(least) : most === "" ? Infinity : Number(most)];
}

/** Large counts as endless ones: a language that is finite is still too large to be tried. */
const widened = (pattern: string): string =>
  tokensOf(pattern)
    .map((token) => (token.startsWith("{") && isQuantifier(token) && boundsOf(token)[1] > MANY ? "*" : token))
    .join("");
