/** What the specification forbids between parts of a document; each part by itself is as it should be. */
import type { Diagnostic } from "../diagnostics.js";
import { follow, isRecord, type JsonObject, own, pointer, splitReference } from "./pointer.js";

/** Paths that differ in the names of their parameters only: OpenAPI 3.2, section 4.8.2, calls them identical. */
export function equivalentPaths(root: JsonObject): Diagnostic[] {
  const known = new Map<string, string>();
  const paths = own(root, "paths");
  return Object.keys(isRecord(paths) ? paths : {}).flatMap((path): Diagnostic[] => {
    const template = path.replace(/\{[^{}]*\}/g, "{}");
    const other = known.get(template);
    if (other === undefined) {
      known.set(template, path);
      return [];
    }
    return [
      {
        code: "equivalent-paths",
        severity: "warning",
        message: `The paths ${other} and ${path} are the same: no request can tell them apart.`,
        help: "Keep one of them, with the operations of both.",
        at: pointer("#/paths", path),
      },
    ];
  });
}

/**
 * Schemas that are defined by themselves through `allOf`, `anyOf`, `oneOf` or `not`: no instance can be checked against
 * them without end (JSON Schema Core, 9.4.1). What contains itself, in a property or an item, is fine.
 */
export function endlessSchemas(root: JsonObject): Diagnostic[] {
  const schemas = own(own(root, "components"), "schemas") ?? own(root, "definitions");
  const base = own(root, "components") === undefined ? "#/definitions" : "#/components/schemas";
  const done = new Set<string>();
  const found: Diagnostic[] = [];
  const visit = (at: string, way: readonly string[]): void => {
    const start = way.indexOf(at);
    if (start !== -1) found.push(endless(way.slice(start)));
    if (start !== -1 || done.has(at)) return;
    for (const next of definitionsOf(follow(root, at))) visit(next, [...way, at]);
    done.add(at);
  };
  for (const name of Object.keys(isRecord(schemas) ? schemas : {})) visit(pointer(base, name), []);
  return found;
}

/** What a schema refers to at its own level. */
function definitionsOf(node: unknown): string[] {
  if (!isRecord(node)) return [];
  const ref = own(node, "$ref");
  const members = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => {
    const list = own(node, keyword);
    return Array.isArray(list) ? (list as unknown[]) : [];
  });
  return [
    ...(typeof ref === "string" && ref.startsWith("#/") ? [pointer("#", ...splitReference(ref))] : []),
    ...[...members, own(node, "not")].flatMap(definitionsOf),
  ];
}

function endless(circle: readonly string[]): Diagnostic {
  const names = [...circle, circle[0]!].map((at) => at.slice(at.lastIndexOf("/") + 1));
  return {
    code: "endless-schema",
    severity: "warning",
    message: `The schema ${names[0]} is defined in terms of itself: ${names.join(" -> ")}. The reference that closes the circle is ignored.`,
    help: "Move what these schemas share into a schema that refers to none of them.",
    at: circle[0]!,
  };
}
