import type { Contract, ContractOperation } from "./contract.js";

/** The operation of a contract that a request performs. */
export interface Match {
  readonly id: string;
  readonly operation: ContractOperation;
  /** The values of the path's parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** The URL up to where the document's paths begin, without a slash at its end. */
  readonly base: string;
}

/** Finds the operation of a request; `undefined` where the contract has none. */
export type Matcher = (method: string, url: string, baseUrl?: string) => Match | undefined;

interface Segment {
  /** 0 for text, 1 for text and parameters, 2 for a parameter alone: the more specific comes first. */
  readonly rank: number;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

interface Candidate {
  readonly id: string;
  readonly operation: ContractOperation;
  readonly segments: readonly Segment[];
}

/**
 * A matcher for a contract. Paths with and without a slash at their end are one, percent-encoding is undone, and of two
 * templates that fit, the one with text where the other has a parameter wins (OpenAPI 3.1, 4.8.8.2).
 */
export function matcherOf({ operations }: Contract): Matcher {
  const candidates = new Map<string, Candidate[]>();
  for (const [id, operation] of Object.entries(operations)) {
    const segments = segmentsOf(operation.path.replace(/[?#].*$/s, "")).map(segmentPattern);
    const list = candidates.get(listKey(operation.method, segments)) ?? [];
    candidates.set(listKey(operation.method, segments), [...list, { id, operation, segments }]);
  }
  for (const list of candidates.values()) list.sort((a, b) => (ranks(a) < ranks(b) ? -1 : ranks(a) > ranks(b) ? 1 : 0));
  return (method, url, baseUrl = "") => {
    const { origin, path } = split(url);
    const base = split(baseUrl);
    const prefix = segmentsOf(base.path);
    const segments = segmentsOf(path);
    if (isElsewhere(base.origin, origin)) return undefined;
    // The document's paths may begin after the base URL, or repeat a part of it.
    const starts = prefix.every((text, index) => decoded(text) === decoded(segments[index] ?? ""))
      ? Array.from({ length: prefix.length + 1 }, (_, index) => prefix.length - index)
      : [0];
    for (const start of starts) {
      const rest = segments.slice(start);
      for (const candidate of candidates.get(listKey(method, rest)) ?? []) {
        const values = valuesOf(candidate, rest);
        const before = segments.slice(0, start).map((text) => `/${text}`);
        if (values)
          return { id: candidate.id, operation: candidate.operation, path: values, base: origin + before.join("") };
      }
    }
    return undefined;
  };
}

const listKey = (method: string, { length }: readonly unknown[]): string => `${method.toUpperCase()} ${length}`;

const ranks = ({ segments }: Candidate): string => segments.map(({ rank }) => rank).join("");

/** No URL class: that of React Native is none, and what is matched may be relative. */
function split(url: string): { readonly origin: string; readonly path: string } {
  const [, origin, path] = /^((?:[a-z][a-z\d+.-]*:)?\/\/[^/?#]*)?([^?#]*)/is.exec(url)!;
  return { origin: origin ?? "", path: path! };
}

/** Whether a request leaves for another origin than that of the API. Where neither names one, it does not. */
function isElsewhere(base: string, origin: string): boolean {
  const { origin: here = "", protocol = "" } = (globalThis.location as Location | undefined) ?? {};
  const [api, asked] = [base || here, origin || here].map((text) =>
    (text.startsWith("//") ? protocol + text : text)
      .toLowerCase()
      .replace(/\/\/[^/]*@/, "//")
      .replace(/^(http:.*):80$|^(https:.*):443$/, "$1$2"),
  );
  return api !== "" && asked !== "" && api !== asked;
}

/** The segments of a path, dot segments resolved as a URL parser does, which takes `%2e` for a dot (WHATWG URL, 4.4). */
function segmentsOf(path: string): string[] {
  const text = path.replace(/^\/|\/$/g, "");
  const segments: string[] = [];
  for (const segment of text === "" ? [] : text.split("/")) {
    const dots = segment.replace(/%2e/gi, ".");
    if (dots === "..") segments.pop();
    else if (dots !== ".") segments.push(segment);
  }
  return segments;
}

function segmentPattern(text: string): Segment {
  const parts = text.split(/\{([^{}]*)\}/);
  const names = parts.filter((_, index) => index % 2 === 1);
  const source = parts.map((part, index) => (index % 2 === 1 ? "(.+?)" : escaped(decoded(part)))).join("");
  const rank = names.length === 0 ? 0 : parts.join("") === names[0] ? 2 : 1;
  return { rank, pattern: new RegExp(`^${source}$`, "s"), names };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone "%" is no encoding: take it literally.
    return text;
  }
}

function valuesOf({ segments }: Candidate, texts: readonly string[]): Record<string, string> | undefined {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [index, { pattern, names }] of segments.entries()) {
    const match = pattern.exec(decoded(texts[index]!));
    if (!match) return undefined;
    names.forEach((name, at) => (values[name] = match[at + 1]!));
  }
  return values;
}
