/** How a regular expression is built, as far as its time depends on it. */

/** From this count on a bounded repetition is as good as an endless one: of one character, and of a group. */
const MANY = 10;
const MANY_GROUPS = 4;

/** Whether its time could explode: a look at how it is built, which is quick and errs on the safe side. */
export const isDangerous = ({ nested, endless }: Shape): boolean => nested || endless > 2;

export interface Shape {
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

export function shapeOf(pattern: string): Shape {
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
export function widened(pattern: string): string {
  const tokens = tokensOf(pattern);
  return tokens
    .map((token, index) => {
      const isMany = isQuantifier(token) && boundsOf(token)[1] > (tokens[index - 1] === ")" ? MANY_GROUPS - 1 : MANY);
      return isMany && token.startsWith("{") ? "*" : token;
    })
    .join("");
}

/**
 * What costs an automaton as much as so many choices, by measurement: the large classes (those of Unicode, white space, all but
 * a few characters), what looks at the characters on both sides, and a start anywhere.
 */
function costOf(token: string): number {
  const count = (part: RegExp): number => token.match(part)?.length ?? 0;
  return 6 * count(/\\[bB]/g) + 4 * count(/\\[pP]/g) + 3 * count(/\\[sSWD]/g) + (token.startsWith("[^") ? 3 : 0);
}

const START_ANYWHERE = 4;

/** How much an analysis has to do, in choices of the matcher, each bounded repetition being written out. */
export function choicesOf(pattern: string): number {
  const groups = [pattern.startsWith("^") ? 0 : START_ANYWHERE];
  let closed = 0;
  for (const token of tokensOf(pattern)) {
    const outer = groups.length - 1;
    if (isQuantifier(token)) {
      const [least, most] = boundsOf(token);
      const times = most === Infinity ? 1 : most;
      groups[outer]! += closed * Math.max(times - 1, 0) + (most === Infinity ? 1 : most - least);
    } else if (token === ")" && outer > 0) {
      closed = groups.pop()!;
      groups[outer - 1]! += closed;
      continue;
    } else if (token.startsWith("(")) groups.push(0);
    else if (token === "|") groups[outer]!++;
    else groups[outer]! += costOf(token);
    closed = 0;
  }
  return groups.reduce((sum, choices) => sum + choices, 0);
}
