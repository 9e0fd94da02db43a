import { isRecord, type JsonObject, own, pointer, splitPointer, splitReference } from "../load/pointer.js";

/** The document without the components that nothing outside of them refers to, directly or through others. */
export function withoutUnused(root: JsonObject): JsonObject {
  const components = own(root, "components");
  if (!isRecord(components)) return root;
  const { components: _, ...rest } = root;
  const used = new Set<string>();
  // Grows while it is read.
  const places = [...placesIn(rest), ...anchored(components)];
  for (const place of places) {
    if (used.has(place)) continue;
    used.add(place);
    const [section, name] = splitPointer(place).slice(1);
    places.push(...placesIn(own(own(components, section ?? ""), name ?? "")));
  }
  const kept = Object.entries(components).map(([section, entries]) => [
    section,
    isRecord(entries) && !section.startsWith("x-")
      ? Object.fromEntries(Object.entries(entries).filter(([name]) => used.has(pointer("#/components", section, name))))
      : entries,
  ]);
  return { ...root, components: Object.fromEntries(kept) as JsonObject };
}

/** Components that a node names, as `#/components/schemas/Job`. */
function placesIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const mapping = own(own(node, "discriminator"), "mapping");
  const defaultMapping = own(own(node, "discriminator"), "defaultMapping");
  const schemas = [...Object.values(isRecord(mapping) ? mapping : {}), defaultMapping];
  const requirements = own(node, "security");
  const schemes = Array.isArray(requirements) ? (requirements as unknown[]).filter(isRecord).flatMap(Object.keys) : [];
  return [
    ...[own(node, "$ref"), own(node, "$dynamicRef")].flatMap(placeOf),
    ...schemas.flatMap(placeOf),
    // OpenAPI 3.0.3, Discriminator Object: a mapping may have the bare name of a schema.
    ...schemas.flatMap((name) => (typeof name === "string" ? [pointer("#/components/schemas", name)] : [])),
    ...schemes.map((name) => pointer("#/components/securitySchemes", name)),
    ...Object.values(node).flatMap(placesIn),
  ];
}

function placeOf(ref: unknown): string[] {
  const segments = typeof ref === "string" && ref.startsWith("#/components/") ? splitReference(ref) : [];
  return segments.length < 3 ? [] : [pointer("#", ...segments.slice(0, 3))];
}

/** Schemas that may be named without a pointer, by an anchor or an id of their own: they stay. */
function anchored(components: JsonObject): string[] {
  const schemas = own(components, "schemas");
  return Object.entries(isRecord(schemas) ? schemas : {})
    .filter(([, schema]) => hasAnchor(schema))
    .map(([name]) => pointer("#/components/schemas", name));
}

const hasAnchor = (node: unknown): boolean =>
  typeof node === "object" &&
  node !== null &&
  (["$anchor", "$dynamicAnchor", "$id"].some((keyword) => typeof own(node, keyword) === "string") ||
    Object.values(node).some(hasAnchor));
