import { own, pointer } from "../load/pointer.js";
import { isEventStream, isJsonSequence, isStream } from "./media-types.js";
import type { Decoder, SchemaModel, TypeModel } from "./model.js";
import type { Located, Reader } from "./reader.js";
import { toSchema } from "./schemas.js";
import { schemaType, SERVER_SENT_EVENT, STRING } from "./types.js";
import { namedSchema, valueOf } from "./values.js";

/** How a stream is read: its type, and the runtime's decoder. */
export interface StreamReading {
  readonly type: TypeModel;
  readonly decoder: Decoder;
  /** Schema of an item. */
  readonly item: SchemaModel;
}

/** `undefined` for a media type that arrives as a whole. */
export function streamOf(reader: Reader, mediaType: string, located: Located): StreamReading | undefined {
  if (!isStream(mediaType)) return undefined;
  const item = itemSchema(reader, located);
  const reading = (type: TypeModel, decoder: Decoder): StreamReading => ({
    type: { kind: "stream", item: type },
    decoder,
    item,
  });
  if (!isEventStream(mediaType))
    return reading(schemaType(item, "read"), isJsonSequence(mediaType) ? "jsonSequence" : "jsonLines");
  const data = eventData(reader, item);
  if (data !== undefined)
    return reading(schemaType(item, "read"), data === "structured" ? "jsonDataEvents" : "serverSentEvents");
  const value = valueOf(reader, item);
  if (value === "structured") return reading(schemaType(item, "read"), "jsonEvents");
  return value === "any" ? reading(SERVER_SENT_EVENT, "serverSentEvents") : reading(STRING, "textEvents");
}

/** OpenAPI 3.2 has `itemSchema`; before, documents give the schema of an item, or of an array of all items. */
function itemSchema(reader: Reader, { node, at }: Located): SchemaModel {
  if (own(node, "itemSchema") !== undefined)
    return toSchema(reader, own(node, "itemSchema"), pointer(at, "itemSchema"));
  const schema = toSchema(reader, own(node, "schema"), pointer(at, "schema"));
  const whole = schema.kind === "reference" ? namedSchema(reader, schema.name) : schema;
  return whole.kind === "array" && whole.prefix.length === 0 ? whole.items : schema;
}

const EVENT_FIELDS = new Set(["event", "data", "id", "retry"]);

/** What the `data` of an event holds; `undefined` where the schema describes the data, and not the event around it. */
function eventData(reader: Reader, schema: SchemaModel, depth = 0): "structured" | "text" | undefined {
  const below = (one: SchemaModel) => (depth > 20 ? undefined : eventData(reader, one, depth + 1));
  switch (schema.kind) {
    case "reference":
      return below(namedSchema(reader, schema.name));
    case "object": {
      const names = schema.properties.map(({ name }) => name);
      const data = schema.properties.find(({ name }) => name === "data");
      if (!data || !names.every((name) => EVENT_FIELDS.has(name))) return undefined;
      return valueOf(reader, data.schema) === "structured" ? "structured" : "text";
    }
    case "union":
    case "one-of":
    case "intersection": {
      const all = schema.members.map(below);
      // Every alternative is an event; of the parts of one object, some may only add a constraint.
      const isEvent = schema.kind === "intersection" ? all.some(Boolean) : all.every(Boolean);
      return isEvent ? (all.includes("structured") ? "structured" : "text") : undefined;
    }
    default:
      return undefined;
  }
}
