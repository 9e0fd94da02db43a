/** Where the members of JSON text stand, without a syntax tree of it: that of a large document costs a second and 300 MB. */

/** Offsets of a member: of its key (of itself, in a list), and of its value. */
export interface JsonMember {
  readonly start: number;
  readonly value: number;
  /** Behind the value. */
  readonly end: number;
}

/** Objects and lists of one text; each is looked through when it is first asked for. */
export class JsonPlaces {
  readonly #text: string;
  readonly #members = new Map<number, ReadonlyMap<string, JsonMember>>();

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * The member at the end of a way, or the last on it that is there.
   *
   * @throws {NotJsonError} where the text is YAML: whoever asks has a parser for that.
   */
  find(segments: readonly string[]): JsonMember {
    const start = afterSpace(this.#text, 0);
    if (!isOpening(this.#text.charCodeAt(start))) throw new NotJsonError();
    let found: JsonMember | undefined;
    for (const segment of segments) {
      const value = found?.value ?? start;
      const opening = this.#text.charCodeAt(value);
      if (!isOpening(opening)) break;
      const key = opening === OPEN_LIST ? String(Number.parseInt(segment, 10)) : segment;
      const member = this.#membersOf(value).get(key);
      if (!member) break;
      found = member;
    }
    return found ?? { start, value: start, end: endOf(this.#text, start) };
  }

  #membersOf(opening: number): ReadonlyMap<string, JsonMember> {
    let members = this.#members.get(opening);
    if (!members) this.#members.set(opening, (members = membersOf(this.#text, opening)));
    return members;
  }
}

/** Text that is no JSON, though it begins like it. */
export class NotJsonError extends Error {
  override readonly name = "NotJsonError";
}

/** Keys of an object, of which the first of a name counts; indexes of a list. */
function membersOf(text: string, opening: number): ReadonlyMap<string, JsonMember> {
  const members = new Map<string, JsonMember>();
  const isList = text.charCodeAt(opening) === OPEN_LIST;
  let at = afterSpace(text, opening + 1);
  while (!isClosing(text.charCodeAt(at))) {
    const start = at;
    let key = String(members.size);
    if (!isList) {
      if (text.charCodeAt(at) !== QUOTE) throw new NotJsonError();
      const end = endOfString(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = afterSpace(text, end);
      if (text.charCodeAt(at) !== COLON) throw new NotJsonError();
      at = afterSpace(text, at + 1);
    }
    const end = endOf(text, at);
    if (!members.has(key)) members.set(key, { start, value: at, end });
    at = afterSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = afterSpace(text, at + 1);
    else if (!isClosing(text.charCodeAt(at))) throw new NotJsonError();
  }
  return members;
}

/** Behind the value that begins at an offset. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (isOpening(code)) {
      depth++;
      at++;
    } else if (isClosing(code)) {
      depth--;
      at++;
    } else {
      if (depth === 0) return endOfWord(text, at);
      // A comment, an anchor or a text without quotes.
      if (between[code] !== 1) throw new NotJsonError();
      at++;
      continue;
    }
    if (depth === 0) return at;
  }
  throw new NotJsonError();
}

/** A number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  let at = start;
  while (/[\w.+-]/.test(text.charAt(at))) at++;
  if (at === start) throw new NotJsonError();
  return at;
}

/** Behind the closing quote of a text. */
export function endOfString(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  throw new NotJsonError();
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (" \n\r\t".includes(text.charAt(at)) && at < text.length) at++;
  return at;
}

export const [QUOTE, COLON] = [0x22, 0x3a];
const [COMMA, BACKSLASH, OPEN_LIST] = [0x2c, 0x5c, 0x5b];
const isOpening = (code: number): boolean => code === 0x7b || code === OPEN_LIST;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;

/** What JSON has outside of texts and brackets. */
const between = new Uint8Array(0x1_0000);
for (const char of " \n\r\t,:0123456789+-.eEtruefalsn") between[char.charCodeAt(0)] = 1;
