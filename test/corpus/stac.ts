/** Stand-ins for what `stac-transaction.yaml` refers to on another host. */
import { stringify } from "yaml";

export const STAC_ORIGIN = "https://api.stacspec.org";
export const STAC_URL = `${STAC_ORIGIN}/v1.0.0/ogcapi-features/openapi.yaml`;

const schema = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const exception = (description: string): object => ({
  description,
  content: { "application/json": { schema: schema("exception") } },
});
const idParameter = (name: string): object => ({ name, in: "path", required: true, schema: { type: "string" } });

/** Every component the document points to, in the spirit of STAC API - Features 1.0.0. */
export const standIn = {
  openapi: "3.0.3",
  info: { title: "STAC API - Features, as far as the transaction extension needs it", version: "1.0.0" },
  paths: {},
  components: {
    parameters: { collectionId: idParameter("collectionId"), featureId: idParameter("featureId") },
    responses: { NotFound: exception("There is no such item."), Error: exception("The server failed.") },
    schemas: {
      stac_version: { type: "string", example: "1.0.0" },
      stac_extensions: {
        type: "array",
        uniqueItems: true,
        items: { anyOf: [{ type: "string", format: "uri" }, { type: "string" }] },
      },
      itemId: { type: "string" },
      itemType: { type: "string", enum: ["Feature"] },
      bbox: { type: "array", minItems: 4, maxItems: 6, items: { type: "number" } },
      geometryGeoJSON: { oneOf: [schema("pointGeoJSON"), schema("polygonGeoJSON")] },
      pointGeoJSON: {
        type: "object",
        required: ["type", "coordinates"],
        properties: {
          type: { type: "string", enum: ["Point"] },
          coordinates: { type: "array", items: { type: "number" } },
        },
      },
      polygonGeoJSON: {
        type: "object",
        required: ["type", "coordinates"],
        properties: {
          type: { type: "string", enum: ["Polygon"] },
          coordinates: { type: "array", items: { type: "array", items: { type: "array", items: { type: "number" } } } },
        },
      },
      datetime: { type: "string", format: "date-time", nullable: true },
      properties: { type: "object", required: ["datetime"], properties: { datetime: schema("datetime") } },
      link: {
        type: "object",
        required: ["href", "rel"],
        properties: { href: { type: "string" }, rel: { type: "string" }, type: { type: "string" } },
      },
      assets: {
        type: "object",
        additionalProperties: {
          type: "object",
          required: ["href"],
          properties: { href: { type: "string" }, title: { type: "string" } },
        },
      },
      item: {
        type: "object",
        required: ["stac_version", "id", "type", "geometry", "links", "properties", "assets"],
        properties: {
          stac_version: schema("stac_version"),
          stac_extensions: schema("stac_extensions"),
          id: schema("itemId"),
          bbox: schema("bbox"),
          geometry: schema("geometryGeoJSON"),
          type: schema("itemType"),
          properties: schema("properties"),
          links: { type: "array", items: schema("link") },
          assets: schema("assets"),
        },
      },
      exception: {
        type: "object",
        required: ["code"],
        properties: { code: { type: "string" }, description: { type: "string" } },
      },
    },
  },
};

/** A `fetch` that knows the one remote document, and remembers what it was asked for. */
export function stacFetch(): { fetch: typeof globalThis.fetch; asked: string[] } {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    asked.push(url);
    return url === STAC_URL
      ? new Response(stringify(standIn), { headers: { "content-type": "application/yaml" } })
      : new Response(null, { status: 404 });
  };
  return { fetch, asked };
}
