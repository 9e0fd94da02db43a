/**
 * The security boundary for names: document text becomes an {@link Identifier} here and nowhere else,
 * and free text becomes {@link SafeText}. Emitters print only these, and strings through their encoders.
 */

/** A valid TypeScript identifier that shadows nothing. */
export type Identifier = string & { readonly __identifier: true };
/** Free text of the document: to be printed through the comment encoder only. */
export type SafeText = string & { readonly __text: true };

// Words that may not name a declaration in a strict-mode module, and globals that generated code uses.
const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof undefined var void while with yield any unknown never
  object string number boolean symbol bigint async of type then globalThis NaN Infinity require module exports`.split(
    /\s+/,
  ),
);
const globals = new Set(
  `Array ArrayBuffer Blob Boolean Date Error Exclude Extract File FormData Function Headers Map Math NonNullable Number
  Object Omit Partial Pick Promise Readonly Record RegExp Request Required Response Set String Symbol URL WeakMap
  WeakSet JSON Proxy Reflect Iterator Awaited ReturnType Parameters`.split(/\s+/),
);

// Letters, marks and digits that every compiler takes in an identifier: not those beyond the first plane, nor the ones
// that Unicode 14 and later added to it, as compilers and versions of Node disagree about them; no syntax (U+2E2F).
const NO_WORD =
  /(?:[^\p{L}\p{Mn}\p{Mc}\p{Nd}]|[\u{10000}-\u{10ffff}]|[\u2e2f\u0870-\u089f\u0c5c\u0cdc]|[\u{1ac0}-\u{1aff}]|[\u1c80-\u1c8f\ua7c0-\ua7f1])+/u;

/** Splits any text into words: `job_jobs_partial-update`, `getHTTPStatus`, `Foo.Bar`. */
export function words(text: string): string[] {
  return text
    .normalize("NFKC")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1 ")
    .split(NO_WORD)
    .filter((word) => word !== "");
}

/** `jobPartialUpdate`; `fallback` where nothing usable is left of the text. */
export function camelCase(text: string, fallback: string): Identifier {
  return safe(camelWords(text, fallback));
}

/** The same for what becomes a part of a name: it may be a word of the language. */
export function camelWords(text: string, fallback = ""): string {
  const [first = fallback, ...rest] = words(text);
  const start = /^\p{Lu}+$/u.test(first) ? first.toLowerCase() : lowerFirst(first);
  return joined([start, ...rest.map(capitalize)]);
}

/** A name that was made of the words of a text, and may be a word of the language. */
export const safeName = (text: string): Identifier => safe(text);

/** A name that a person chose: as it is, or `undefined` where TypeScript or the output cannot call anything by it. */
export function chosenName(text: string): Identifier | undefined {
  const isWord = text.split(/[$_]/).every((part) => part === "" || words(part).join("") === part);
  return text !== "" && isWord && safe(text) === text ? (text as Identifier) : undefined;
}

/** `PurchaseOrder`. A name that is PascalCase already keeps its capitals. */
export function pascalCase(text: string, fallback: string): Identifier {
  return safe(pascalWords(text, fallback), "Model");
}

/** The same for names that are only ever text, such as a resource's: nothing there can be shadowed. */
export function pascalWords(text: string, fallback: string): string {
  return joined(words(text).map(capitalize)) || fallback;
}

/** Words as one. A mark that began a word belongs to the letter before it now. */
const joined = (parts: readonly string[]): string => parts.join("").normalize("NFC");

function capitalize(word: string): string {
  const [first = "", ...rest] = word;
  // Some capitals are younger than their small letters, and no letters of a name.
  const capital = first.toUpperCase();
  return (NO_WORD.test(capital) ? first : capital) + rest.join("");
}

function lowerFirst(word: string): string {
  const [first = "", ...rest] = word;
  return first.toLowerCase() + rest.join("");
}

function safe(name: string, suffix = "_"): Identifier {
  // A digit or a combining mark begins no identifier.
  const started = /^\p{ID_Start}/u.test(name) ? name : `_${name}`;
  return (reserved.has(started) || globals.has(started) ? `${started}${suffix}` : started) as Identifier;
}

/** Gives each name out once; a second holder gets `_2`, in the order of asking. */
export class NameRegistry {
  readonly #taken = new Map<string, string>();

  isFree(name: string): boolean {
    return !this.#taken.has(name);
  }

  holderOf(name: string): string | undefined {
    return this.#taken.get(name);
  }

  /** Reserves `wanted`, or the next free variation of it. */
  claim<Name extends string>(wanted: Name, holder: string): { name: Name; clashesWith: string | undefined } {
    const clashesWith = this.#taken.get(wanted);
    let name = wanted;
    for (let serial = 2; this.#taken.has(name); serial++) name = `${wanted}_${serial}` as Name;
    this.#taken.set(name, holder);
    return { name, clashesWith };
  }
}

/** `job-jobs`: ASCII letters, digits and hyphens only. */
export function slug(text: string): string {
  const parts = words(text).flatMap((word) => word.split(/[^A-Za-z0-9]+/).filter(Boolean));
  return parts.join("-").toLowerCase().slice(0, 60) || "default";
}

// Windows gives these to devices, in any case and with any extension.
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A file name without its extension: letters of any script, digits and hyphens, so that nothing can leave the folder.
 * Case is folded away, as some file systems do not know it.
 */
export function fileName(text: string): string {
  const folded = words(text).join("-").toUpperCase().toLowerCase().normalize("NFC");
  const name = [...folded].slice(0, 60).join("").replace(/-+$/, "") || "default";
  return devices.test(name) ? `${name}-operations` : name;
}

export function freeText(value: unknown): SafeText {
  return (typeof value === "string" ? value : "") as SafeText;
}
