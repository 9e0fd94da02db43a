/** What breaks the structure of a document, at any place of it. */
import fc from "fast-check";
import { anyValue, hostileText, type Json } from "./values.js";

export interface Mutation {
  /** Which of all places, counted in depth and modulo their number. */
  readonly at: number;
  readonly how: "replace" | "delete" | "copy" | "rename" | "refer" | "nest";
  /** What is put there. */
  readonly value: Json;
  /** The other place, of `copy` and `refer`. */
  readonly from: number;
  readonly name: string;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record(
  {
    at: fc.nat(5000),
    how: fc.constantFrom("replace", "replace", "delete", "copy", "rename", "refer", "nest"),
    value: anyValue,
    from: fc.nat(5000),
    name: hostileText,
  },
  { noNullPrototype: true },
);

type Path = readonly string[];

function places(value: Json, path: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner as Json, [...path, key]))];
}

const at = (value: Json, path: Path): Json =>
  path.reduce<Json>((inner, key) => (inner as Record<string, Json>)[key] ?? null, value);

/** The value with its member at `path` changed; `undefined` removes it. */
function withChange(value: Json, [key, ...rest]: Path, change: (entry: [string, Json]) => [string, Json][]): Json {
  if (key === undefined || value === null || typeof value !== "object") return value;
  const entries = Object.entries(value as Record<string, Json>).flatMap(([name, inner]) => {
    if (name !== key) return [[name, inner] as [string, Json]];
    return rest.length === 0 ? change([name, inner]) : [[name, withChange(inner, rest, change)] as [string, Json]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

const pointerOf = (path: Path): string =>
  `#${path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")}`;

/** More than enough for any command, and it keeps copies of copies small. */
const MOST_PLACES = 3000;

export function mutate(document: Json, mutations: readonly Mutation[]): Json {
  return mutations.reduce<Json>((current, one) => {
    const all = places(current);
    if (all.length > MOST_PLACES) return current;
    const path = all[one.at % all.length]!;
    const other = all[one.from % all.length]!;
    return withChange(current, path, ([key, value]) => {
      switch (one.how) {
        case "replace":
          return [[key, one.value]];
        case "delete":
          return [];
        case "copy":
          return [[key, at(current, other)]];
        case "rename":
          return [[one.name, value]];
        case "refer":
          return [[key, { $ref: pointerOf(other) }]];
        case "nest":
          return [[key, [value, one.value]]];
      }
    });
  }, document);
}
