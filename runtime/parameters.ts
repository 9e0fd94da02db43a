/**
 * Serialisation of parameters (OpenAPI 3.1, 4.8.12.2 "Style Values"). The default styles of a place
 * are built into the request; the others are imported by the operations that declare them.
 */

/** Turns one parameter into its part of the URL (or of a header), already percent-encoded. */
export type ParameterStyle = (name: string, value: unknown) => string;

const encode = encodeURIComponent;

/** A primitive as text. Objects and arrays inside arrays have no defined form: they travel as JSON. */
export function primitive(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** Own, defined properties as pairs: a parameter that is `undefined` is a parameter not given. */
export function entries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Flat values of an array, or `key, value, key, value` of an object, encoded. */
function flat(value: unknown): string[] {
  if (isRecord(value)) return entries(value).flatMap(([key, item]) => [encode(key), encode(primitive(item))]);
  return (Array.isArray(value) ? value : [value]).map((item) => encode(primitive(item)));
}

/** `key=value` pairs of an object, encoded. */
function pairs(value: object): string[] {
  return entries(value).map(([key, item]) => `${encode(key)}=${encode(primitive(item))}`);
}

/** Query and cookie default: `form` with `explode`: `color=blue&color=black`. */
export const formExploded: ParameterStyle = (name, value) =>
  isRecord(value)
    ? pairs(value).join("&")
    : (Array.isArray(value) ? value : [value]).map((item) => `${encode(name)}=${encode(primitive(item))}`).join("&");

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
  const walk = (prefix: string, item: unknown): string[] => {
    if (isRecord(item)) return entries(item).flatMap(([key, inner]) => walk(`${prefix}[${key}]`, inner));
    return (Array.isArray(item) ? item : [item]).map((one) => `${encode(prefix)}=${encode(primitive(one))}`);
  };
  return walk(name, value).join("&");
};

/** A query parameter declared with `content: application/json`. */
export const jsonParameter: ParameterStyle = (name, value) => `${encode(name)}=${encode(JSON.stringify(value))}`;

/** `form` with `explode` and `allowReserved`: RFC 3986 reserved characters stay as they are. */
export const formReserved: ParameterStyle = (name, value) =>
  (Array.isArray(value) ? value : [value]).map((item) => `${encode(name)}=${reserved(primitive(item))}`).join("&");

// `#` would end the query, `&` and `+` would change its meaning for form decoders: these stay encoded.
const reserved = (text: string): string =>
  encode(text).replace(/%(?:3A|2F|3F|5B|5D|40|21|24|27|28|29|2A|2C|3B|3D)/gi, decodeURIComponent);

/** Headers travel as they are, never percent-encoded (RFC 9110, 5.5): `blue,black` or `R,100,G,200`. */
export const headerValue: ParameterStyle = (_name, value) =>
  (isRecord(value) ? entries(value).flat() : Array.isArray(value) ? value : [value]).map(primitive).join(",");
/** The same with `explode`: `R=100,G=200`. */
export const headerExploded: ParameterStyle = (name, value) =>
  isRecord(value) ? headerValue(name, entries(value).map((pair) => pair.map(primitive).join("="))) : headerValue(name, value);

/** Path default: `simple` without `explode`: `blue,black` or `R,100,G,200`. */
export const simple: ParameterStyle = (_name, value) => flat(value).join(",");
/** `simple` with `explode`: `R=100,G=200`. */
export const simpleExploded: ParameterStyle = (name, value) =>
  isRecord(value) ? pairs(value).join(",") : simple(name, value);

/** `label`: `.blue,black`. */
export const label: ParameterStyle = (_name, value) => `.${flat(value).join(",")}`;
/** `label` with `explode`: `.blue.black` or `.R=100.G=200`. */
export const labelExploded: ParameterStyle = (_name, value) =>
  `.${(isRecord(value) ? pairs(value) : flat(value)).join(".")}`;

/** `matrix`: `;color=blue,black`. */
export const matrix: ParameterStyle = (name, value) => `;${encode(name)}=${flat(value).join(",")}`;
/** `matrix` with `explode`: `;color=blue;color=black` or `;R=100;G=200`. */
export const matrixExploded: ParameterStyle = (name, value) =>
  isRecord(value)
    ? pairs(value).map((pair) => `;${pair}`).join("")
    : flat(value).map((item) => `;${encode(name)}=${item}`).join("");
