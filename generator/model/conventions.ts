/** Names of functions that follow from method and path: `updateJob` and `jobs.update` for `PATCH /jobs/{job_id}/`. */
import pluralize from "pluralize";
import { camelWords, pascalWords, words } from "./identifiers.js";
import type { Method } from "./model.js";
import { isParameter, normalized, singularWord } from "./paths.js";

/** What an operation is called, and what it is called within the namespace of its resource. */
export interface ConventionalName {
  /** `updateJob`. */
  readonly flat: string;
  /** `jobs.update`; the same as `flat` where the path names nothing that it could belong to. */
  readonly grouped: string;
}

interface Route {
  readonly method: Method;
  readonly path: string;
}

/** One literal segment: `jobs` of `/jobs/{job_id}/` has a key. */
interface Part {
  readonly word: string;
  readonly keyed: boolean;
  /** The path up to here, its key left out. */
  readonly path: string;
}

const itemVerbs: Partial<Record<Method, string>> = { GET: "get", PUT: "replace", PATCH: "update", DELETE: "delete" };
// `delete` is a word of the language, and names no export.
const inNamespace = (verb: string): string => (verb === "delete" ? "remove" : verb);

/** The names of a document's operations. */
export class Conventions {
  readonly #methods = new Map<string, Set<Method>>();
  /** The paths that something lies below. */
  readonly #owners = new Set<string>();

  /** @param routes All operations: what a path is follows from what lies beside and below it. */
  constructor(routes: readonly Route[]) {
    for (const { method, path } of routes) {
      const shape = normalized(path);
      this.#methods.set(shape, (this.#methods.get(shape) ?? new Set()).add(method));
      for (let end = shape.lastIndexOf("/"); end > 0; end = shape.lastIndexOf("/", end - 1))
        this.#owners.add(shape.slice(0, end));
    }
  }

  /** `undefined` for a path that has no word in it. */
  nameOf({ method, path }: Route): ConventionalName | undefined {
    const parts = this.#subject(partsOf(path));
    const last = parts.at(-1);
    if (!last) return undefined;
    const owners = parts.slice(0, -1);
    if (method === "POST" && !last.keyed && !this.#isCreation(last)) return this.#action(parts, path);
    const lists = method === "GET" && this.#isListed(last);
    const verb = lists ? "list" : !last.keyed && method === "POST" ? "create" : verbOf(method);
    const noun = lists || (!last.keyed && verb !== "create") ? pascalWords(last.word, "") : singular(last);
    const flat = verb + joinedNouns([...owners.map(nounOf), noun]);
    const [root] = parts;
    if (owners.length > 0) return named(flat, root, verb + joinedNouns([...owners.slice(1).map(nounOf), noun]));
    // What is no resource of several belongs to what its path begins with.
    if (!last.keyed && !this.#isCollection(last) && verb !== "create") return named(flat, before(path, last), flat);
    return named(flat, root, inNamespace(verb));
  }

  /** `POST /jobs/{job_id}/accept-quote/`: `acceptQuoteForJob`, and `jobs.acceptQuote`. */
  #action(parts: readonly Part[], path: string): ConventionalName {
    const last = parts.at(-1)!;
    const [root, ...between] = parts.slice(0, -1);
    const verb = camelWords(last.word);
    if (!root) return named(verb, before(path, last), verb);
    const owners = [root, ...between];
    const noun = joinedNouns(owners.map(nounOf));
    const preposition = words(last.word).length > 1 && owners.at(-1)!.keyed ? "For" : "";
    return named(verb + preposition + noun, root, verb + joinedNouns(between.map(nounOf)));
  }

  /** The parts that say what an operation is about: from the first one with a key, or from the owner of the last one. */
  #subject(parts: readonly Part[]): readonly Part[] {
    const keyed = parts.findIndex((part) => part.keyed);
    if (keyed >= 0) return parts.slice(keyed);
    const owner = parts.at(-2);
    const isOwned = owner !== undefined && (this.#isCollection(owner) || this.#methods.has(normalized(owner.path)));
    return parts.slice(isOwned ? -2 : -1);
  }

  #isCollection({ path }: Part): boolean {
    return this.#methods.has(`${normalized(path)}/{}`.replace("//", "/"));
  }

  /** Whether a GET lists what is there: what has items, or is many and takes one more. */
  #isListed(part: Part): boolean {
    if (part.keyed) return false;
    return (
      this.#isCollection(part) || (isPlural(part) && this.#methods.get(normalized(part.path))?.has("POST") === true)
    );
  }

  /** Whether a POST makes one more of what is there, or does something. */
  #isCreation(part: Part): boolean {
    const shape = normalized(part.path);
    return this.#owners.has(shape) || isPlural(part) || this.#methods.get(shape)?.has("GET") === true;
  }
}

function isPlural({ word }: Part): boolean {
  const last = words(word).at(-1) ?? "";
  return pluralize.isPlural(last) && !pluralize.isSingular(last);
}

const verbOf = (method: Method): string => itemVerbs[method] ?? method.toLowerCase();

const singular = ({ word }: Part): string => pascalWords(singularWord(word), "");

const nounOf = (part: Part): string => (part.keyed ? singular(part) : pascalWords(part.word, ""));

/** `JobEvent`; a noun that begins with the one before it says whose it is by itself. */
const joinedNouns = (nouns: readonly string[]): string =>
  nouns.filter((noun, index) => nouns[index + 1]?.startsWith(noun) !== true).join("");

const named = (flat: string, root: Part | undefined, name: string): ConventionalName => ({
  flat,
  grouped: root ? `${camelWords(root.word)}.${name}` : flat,
});

/** The literal before a part. */
function before(path: string, part: Part): Part | undefined {
  const parts = partsOf(path);
  return parts[parts.findIndex((one) => one.path === part.path) - 1];
}

function partsOf(path: string): Part[] {
  // `{job_id}:cancel` is a key, and what is done to it.
  const segments = path.split(/\/|(?<=\})|(?=\{)/).filter((segment) => segment !== "");
  let walked = "";
  const parts: Part[] = [];
  for (const [index, segment] of segments.entries()) {
    walked += `/${segment}`;
    // `/api/v2/` says nothing about what lives below it, and neither does `/-/`.
    const isPrefix = /^(api|rest|v\d+(\.\d+)*)$/i.test(segment) && index < segments.length - 1;
    const saysNothing = isPrefix || words(segment).length === 0;
    if (isParameter(segment) || saysNothing) continue;
    parts.push({ word: segment, keyed: isParameter(segments[index + 1]), path: walked });
  }
  return parts;
}
