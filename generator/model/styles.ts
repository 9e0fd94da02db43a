import { isRecord, own, pointer } from "../load/pointer.js";
import { isJson } from "./media-types.js";
import type { SchemaModel } from "./model.js";
import { type Located, type Reader, text } from "./reader.js";
import { toSchema } from "./schemas.js";
import { shapeOf } from "./values.js";

export type Place = "path" | "query" | "header" | "cookie";

/** Joins arrays, by the style that asks for it; Swagger 2's collectionFormat does in every place. */
const DELIMITERS = ["spaceDelimited", "pipeDelimited", "tabDelimited"];
const delimited: Readonly<Record<Place, (style: string) => string>> = {
  query: (style) => style,
  cookie: (style) => style,
  path: (style) => style.replace("Delimited", "Segment"),
  header: (style) => style.replace("Delimited", "Header"),
};

/** The runtime function that writes a parameter, where it is not the default of its place. */
export function parameterStyle(reader: Reader, { node, at }: Located, place: Place): string | undefined {
  const content = own(node, "content");
  if (own(node, "schema") === undefined && isRecord(content)) {
    const [mediaType] = Object.keys(content);
    // Its media type says how it is written; text is text.
    return mediaType !== undefined && isJson(mediaType) ? jsonStyle[place] : undefined;
  }
  return styleOf(reader, node, toSchema(reader, own(node, "schema"), pointer(at, "schema")), place);
}

const jsonStyle: Readonly<Record<Place, string>> = {
  query: "jsonParameter",
  cookie: "jsonParameter",
  path: "jsonSegment",
  header: "jsonHeader",
};

/** @param node A Parameter Object, or an Encoding Object of a form, whose fields are written like a query's. */
export function styleOf(reader: Reader, node: Located["node"], schema: SchemaModel, place: Place): string | undefined {
  const style = text(own(node, "style")) || (place === "query" || place === "cookie" ? "form" : "simple");
  const declared = own(node, "explode");
  const exploded = typeof declared === "boolean" ? declared : style === "form";
  const shape = shapeOf(reader, schema);
  if (style === "label" || style === "matrix") return exploded ? `${style}Exploded` : style;
  if (style === "deepObject") return "deepObject";
  if (DELIMITERS.includes(style) && !exploded) return shape === "primitive" ? undefined : delimited[place](style);
  if (place === "path" || place === "header") {
    if (shape === "primitive" || shape === "any") return undefined;
    return place === "header" ? (exploded ? "headerExploded" : "headerList") : exploded ? "simpleExploded" : "simple";
  }
  if (own(node, "allowReserved") === true && place === "query")
    return exploded || shape === "primitive" ? "formReserved" : "formListReserved";
  if (shape === "primitive" || shape === "any") return undefined;
  // An array's items repeat its name by default.
  return exploded ? (shape === "array" ? undefined : "formObject") : "form";
}
