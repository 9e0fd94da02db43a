import type { ParameterStyle } from "../operation.js";

/**
 * Serialisation of parameters (OpenAPI 3.1, 4.8.12.2 "Style Values"). `request.ts` formats primitives and exploded
 * arrays, which most parameters are; every other style is a function that only the operations that declare it import.
 */

const encode = encodeURIComponent;

/** A primitive as text. Objects inside arrays have no defined form: they are sent as JSON. */
export function primitive(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Own properties as pairs, without those that are `undefined`: such a parameter counts as absent. */
export function entries(value: object | undefined): [string, unknown][] {
  return Object.entries(value ?? {}).filter(([, item]) => item !== undefined);
}

/** Query and cookie default: `form` with `explode`: `color=blue&color=black`. */
export const formExploded: ParameterStyle = (name, value) =>
  [value]
    .flat()
    .map((item) => `${encode(name)}=${encode(primitive(item))}`)
    .join("&");

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The items of an array, or `key, value, key, value` of an object, encoded. */
function flat(value: unknown): string[] {
  if (isRecord(value)) return entries(value).flatMap(([key, item]) => [encode(key), encode(primitive(item))]);
  return [value].flat().map((item) => encode(primitive(item)));
}

/** `key=value` pairs of an object, encoded. */
function pairs(value: object): string[] {
  return entries(value).map(([key, item]) => `${encode(key)}=${encode(primitive(item))}`);
}

/** `form` with `explode` of an object: `R=100&G=200`. */
export const formObject: ParameterStyle = (name, value) =>
  isRecord(value) ? pairs(value).join("&") : formExploded(name, value);

const delimited =
  (delimiter: string): ParameterStyle =>
  (name, value) =>
    `${encode(name)}=${flat(value).join(delimiter)}`;

/** `form` without `explode`: `color=blue,black`. */
export const form: ParameterStyle = /* @__PURE__ */ delimited(",");
/** `spaceDelimited`: `color=blue%20black`. */
export const spaceDelimited: ParameterStyle = /* @__PURE__ */ delimited("%20");
/** `pipeDelimited`: `color=blue%7Cblack`. */
export const pipeDelimited: ParameterStyle = /* @__PURE__ */ delimited("%7C");

/** `deepObject`: `color[R]=100&color[G]=200`; deeper objects nest their brackets. */
export const deepObject: ParameterStyle = (name, value) => {
  const walk = (prefix: string, item: unknown): string[] =>
    isRecord(item)
      ? entries(item).flatMap(([key, inner]) => walk(`${prefix}[${key}]`, inner))
      : [formExploded(prefix, item)];
  return walk(name, value).join("&");
};

/** A query parameter declared with `content: application/json`. */
export const jsonParameter: ParameterStyle = (name, value) => `${encode(name)}=${encode(JSON.stringify(value))}`;

/** `form` with `explode` and `allowReserved`: characters reserved by RFC 3986 are not encoded. */
export const formReserved: ParameterStyle = (name, value) =>
  (isRecord(value) ? entries(value) : [value].flat().map((item) => [name, item] as const))
    .map(([key, item]) => `${encode(key)}=${reserved(primitive(item))}`)
    .join("&");

// Except `#`, which would end the query, and `&` and `+`, which mean something else to form decoders.
const reserved = (text: string): string =>
  encode(text).replace(/%(?:3A|2F|3F|5B|5D|40|21|24|27|28|29|2A|2C|3B|3D)/gi, decodeURIComponent);

/** `simple` of an array or object in a path: `blue,black` or `R,100,G,200`. */
export const simple: ParameterStyle = (_name, value) => flat(value).join(",");
/** `simple` with `explode`: `R=100,G=200`. */
export const simpleExploded: ParameterStyle = (name, value) =>
  isRecord(value) ? pairs(value).join(",") : simple(name, value);

/** `simple` in a header. Headers are not percent-encoded (RFC 9110, 5.5): `blue,black` or `R,100,G,200`. */
export const headerList: ParameterStyle = (_name, value) =>
  (isRecord(value) ? entries(value).flat() : [value].flat()).map(primitive).join(",");
/** The same with `explode`: `R=100,G=200`. */
export const headerExploded: ParameterStyle = (name, value) =>
  headerList(name, isRecord(value) ? entries(value).map((pair) => pair.map(primitive).join("=")) : value);

/** `label`: `.blue,black`. */
export const label: ParameterStyle = (_name, value) => `.${flat(value).join(",")}`;
/** `label` with `explode`: `.blue.black` or `.R=100.G=200`. */
export const labelExploded: ParameterStyle = (_name, value) =>
  `.${(isRecord(value) ? pairs(value) : flat(value)).join(".")}`;

/** `matrix`: `;color=blue,black`. */
export const matrix: ParameterStyle = (name, value) => `;${encode(name)}=${flat(value).join(",")}`;
/** `matrix` with `explode`: `;color=blue;color=black` or `;R=100;G=200`. */
export const matrixExploded: ParameterStyle = (name, value) =>
  (isRecord(value) ? pairs(value) : flat(value).map((item) => `${encode(name)}=${item}`))
    .map((pair) => `;${pair}`)
    .join("");

/** Sets the Cookie header from cookie parameters. For servers and scripts: browsers ignore it and send their own. */
export function cookieHeader(
  values: object,
  headers: Record<string, string>,
  styles: Readonly<Record<string, ParameterStyle>> = {},
): void {
  for (const [name, value] of entries(values))
    addCookie(headers, (styles[name] ?? formExploded)(name, value).replaceAll("&", "; "));
}

/** Appends one pair to the Cookie header. */
export function addCookie(headers: Record<string, string>, pair: string): void {
  headers["cookie"] = headers["cookie"] ? `${headers["cookie"]}; ${pair}` : pair;
}
