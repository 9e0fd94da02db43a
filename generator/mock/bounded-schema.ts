import { followReference, isRecord, type JsonObject, own } from "../load/pointer.js";
import { list, text } from "../model/reader.js";

/** A document may describe more than fits into memory: a sample is made of so much of it. */
const LIMITS = { depth: 9, nodes: 1500, items: 3, length: 2000 } as const;

interface Open {
  readonly source: unknown;
  readonly depth: number;
  /** References that were followed to get here: one that comes back ends the branch. */
  readonly trail: readonly string[];
  readonly place: (copy: JsonObject) => void;
}

/**
 * A copy of a schema without references and of bounded size, for the sampler: it walks whatever it is
 * given, and a few nested references can mean more nodes than there is memory. The levels are copied one
 * after the other, so that what is left out is what lies deepest.
 *
 * @param hasExamples Whether the document's examples are copied.
 */
export function boundedSchema(root: JsonObject, schema: unknown, hasExamples = true): JsonObject {
  let whole: JsonObject = {};
  const queue: Open[] = [{ source: schema, depth: 0, trail: [], place: (copy) => void (whole = copy) }];
  let nodes = 0;
  for (let open = queue.shift(); open !== undefined; open = queue.shift()) {
    if (nodes++ >= LIMITS.nodes) break;
    const { node, trail } = resolved(root, open);
    if (node === undefined || open.depth > LIMITS.depth) continue;
    const copy = ownKeywords(node);
    if (!hasExamples) for (const keyword of ["example", "examples"]) delete copy[keyword];
    open.place(copy);
    const below = { depth: open.depth + 1, trail };
    copyChildren(node, copy, (source, place) => void queue.push({ ...below, source, place }));
  }
  return whole;
}

function resolved(
  root: JsonObject,
  { source, trail }: Open,
): { node: JsonObject | undefined; trail: readonly string[] } {
  let node = source;
  const seen = [...trail];
  while (isRecord(node)) {
    const ref = own(node, "$ref");
    if (typeof ref !== "string") return { node, trail: seen };
    if (seen.includes(ref)) return { node: undefined, trail: seen };
    seen.push(ref);
    const { $ref: _, ...siblings } = node;
    const target = followReference(root, ref);
    // What stands beside a reference says more about it, such as an example.
    node = isRecord(target) && own(target, "$ref") === undefined ? { ...target, ...siblings } : target;
  }
  return { node: undefined, trail: seen };
}

const copied = [
  "type", "format", "enum", "const", "example", "examples", "default", "required", "readOnly", "writeOnly",
  "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "maxItems", "maxProperties", "xml",
] as const; // prettier-ignore

function ownKeywords(node: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const keyword of copied) if (own(node, keyword) !== undefined) copy[keyword] = node[keyword];
  // The sampler takes the first example of a list only; `examples` that is no list breaks it.
  for (const keyword of ["examples", "enum", "required"]) if (!Array.isArray(copy[keyword])) delete copy[keyword];
  const pattern = text(own(node, "pattern"));
  // Its patterns are unrolled: a large quantifier would be a large string.
  if (pattern !== "" && pattern.length <= 200 && !/\{\s*\d{3,}|\{\d*,\s*\d{3,}/.test(pattern))
    copy["pattern"] = pattern;
  const dated = /^(date|time|date-time)$/.test(text(own(node, "format")));
  for (const [keyword, most] of [
    ["minItems", LIMITS.items],
    ["minLength", LIMITS.length],
    ["maxLength", Infinity],
  ] as const) {
    const bound = own(node, keyword);
    if (typeof bound === "number" && bound >= 0 && !(dated && keyword !== "minItems"))
      copy[keyword] = Math.min(bound, most);
  }
  return copy;
}

type Child = (source: unknown, place: (copy: JsonObject) => void) => void;

function copyChildren(node: JsonObject, copy: JsonObject, child: Child): void {
  const properties = own(node, "properties");
  if (isRecord(properties)) {
    const target: JsonObject = (copy["properties"] = {});
    for (const name of Object.keys(properties).filter((one) => one !== "__proto__")) {
      // The order of the document holds, although the copies come later.
      target[name] = {};
      child(properties[name], (made) => void (target[name] = made));
    }
  }
  for (const keyword of ["items", "additionalProperties"]) {
    const value = own(node, keyword);
    if (isRecord(value)) child(value, (made) => void (copy[keyword] = made));
  }
  for (const keyword of ["allOf", "oneOf", "anyOf", "prefixItems"]) {
    const members = list(own(node, keyword)).slice(0, keyword === "allOf" ? undefined : LIMITS.items);
    if (members.length === 0) continue;
    const target: JsonObject[] = members.map(() => ({}));
    copy[keyword] = target;
    members.forEach((member, index) => child(member, (made) => void (target[index] = made)));
  }
}
