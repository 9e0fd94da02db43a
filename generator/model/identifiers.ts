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

/** Splits any text into words: `job_jobs_partial-update`, `getHTTPStatus`, `Foo.Bar`. */
export function words(text: string): string[] {
  return text
    .normalize("NFKC")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1 ")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
}

/** `jobPartialUpdate`; `fallback` where nothing usable is left of the text. */
export function camelCase(text: string, fallback: string): Identifier {
  const [first = fallback, ...rest] = words(text);
  const name =
    (/^[A-Z]+$/.test(first) ? first.toLowerCase() : first[0]!.toLowerCase() + first.slice(1)) +
    rest.map(capitalize).join("");
  return safe(name);
}

/** `PurchaseOrder`. A name that is PascalCase already keeps its capitals. */
export function pascalCase(text: string, fallback: string): Identifier {
  return safe(pascalWords(text, fallback), "Model");
}

/** The same for names that are only ever text, such as a resource's: nothing there can be shadowed. */
export function pascalWords(text: string, fallback: string): string {
  return words(text).map(capitalize).join("") || fallback;
}

function capitalize(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}

function safe(name: string, suffix = "_"): Identifier {
  const started = /^\d/.test(name) ? `_${name}` : name;
  return (reserved.has(started) || globals.has(started) ? `${started}${suffix}` : started) as Identifier;
}

/** Gives each name out once; a second holder gets `_2`, in the order of asking. */
export class NameRegistry {
  readonly #taken = new Map<string, string>();

  /**
   * Reserves `wanted`, or the next free variation of it. `family` names all that is declared along with
   * it (`jobRetrieve`, `JobRetrieveRequest`, ...): the family is free as a whole, or it is not taken.
   */
  claim<Name extends string>(
    wanted: Name,
    holder: string,
    family: (name: Name) => readonly string[] = (name) => [name],
  ): { name: Name; clashesWith: string | undefined } {
    let name = wanted;
    let clashesWith: string | undefined;
    for (let serial = 2; family(name).some((member) => this.#taken.has(member)); serial++) {
      clashesWith ??= family(name).flatMap((member) => this.#taken.get(member) ?? [])[0];
      name = `${wanted}_${serial}` as Name;
    }
    for (const member of family(name)) this.#taken.set(member, holder);
    return { name, clashesWith };
  }
}

/** What an operation's function is declared along with. */
export function operationFamily(
  name: string,
): [operation: string, request: string, result: string, descriptor: string] {
  const pascal = name[0]!.toUpperCase() + name.slice(1);
  return [name, `${pascal}Request`, `${pascal}Result`, `${name}Operation`];
}

/** `job-jobs` for a file name: letters, digits and hyphens only, so nothing can leave the folder. */
export function slug(text: string): string {
  return words(text).join("-").toLowerCase().slice(0, 60) || "default";
}

export function freeText(value: unknown): SafeText {
  return (typeof value === "string" ? value : "") as SafeText;
}
