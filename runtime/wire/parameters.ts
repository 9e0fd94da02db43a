import type { ParameterStyle } from "../operation.js";

/**
 * Serialisation of parameters (OpenAPI 3.1, 4.8.12.2 "Style Values"). `request.ts` formats primitives and exploded
 * arrays, which most parameters are; every other style is a function that only the operations that declare it import.
 */

/** Percent-encodes all but the unreserved characters (RFC 3986, 2.3), as RFC 6570 does. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** A primitive as text. Objects inside arrays have no defined form: they are sent as JSON. */
export function primitive(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Own properties as pairs, without those that are `undefined`: such a parameter counts as absent. */
export function entries(value: object | undefined): [string, unknown][] {
  return Object.entries(value ?? {}).filter(([, item]) => item !== undefined);
}

/** The style of one parameter or field, if it has one of its own: names may be data, such as `constructor`. */
export const styleIn = (
  styles: Readonly<Record<string, ParameterStyle>> | undefined,
  name: string,
): ParameterStyle | undefined => (styles && Object.hasOwn(styles, name) ? styles[name] : undefined);

/** RFC 6570, 2.3: `null` and `undefined` in a list are not there. */
const items = (value: unknown): unknown[] => [value].flat().filter((item) => item !== null && item !== undefined);

/** Query and cookie default: `form` with `explode`: `color=blue&color=black`. */
export const formExploded: ParameterStyle = (name, value) =>
  items(value)
    .map((item) => `${encode(name)}=${encode(primitive(item))}`)
    .join("&");

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Pairs of an object whose values are there; RFC 6570, 2.3: `null` is not. */
const members = (value: object): [string, unknown][] => entries(value).filter(([, item]) => item !== null);

/** The items of an array, or `key, value, key, value` of an object, encoded. */
function flat(value: unknown): string[] {
  if (isRecord(value)) return members(value).flatMap(([key, item]) => [encode(key), encode(primitive(item))]);
  return items(value).map((item) => encode(primitive(item)));
}

/** `key=value` pairs of an object, encoded. */
const pairs = (value: object): string[] =>
  members(value).map(([key, item]) => `${encode(key)}=${encode(primitive(item))}`);

/** `form` with `explode` of an object: `R=100&G=200`; an array in it repeats its own name, as frameworks read it. */
export const formObject: ParameterStyle = (name, value) =>
  isRecord(value)
    ? members(value)
        .map(([key, item]) => formExploded(key, item))
        .filter(Boolean)
        .join("&")
    : formExploded(name, value);

/** A list that is empty is no parameter at all (RFC 6570, 2.3). */
const delimited =
  (delimiter: string, list = flat): ParameterStyle =>
  (name, value) => {
    const all = list(value);
    return all.length === 0 ? "" : `${encode(name)}=${all.join(delimiter)}`;
  };

/** `form` without `explode`: `color=blue,black`. */
export const form: ParameterStyle = /* @__PURE__ */ delimited(",");
/** `spaceDelimited`: `color=blue%20black`. */
export const spaceDelimited: ParameterStyle = /* @__PURE__ */ delimited("%20");
/** `pipeDelimited`: `color=blue%7Cblack`. */
export const pipeDelimited: ParameterStyle = /* @__PURE__ */ delimited("%7C");
/** Swagger 2's `tsv`: `color=blue%09black`. */
export const tabDelimited: ParameterStyle = /* @__PURE__ */ delimited("%09");

/**
 * `deepObject`: `color[R]=100&color[G]=200`. Deeper objects nest their brackets. Arrays are not defined by OpenAPI; they
 * are written as Express, PHP, Rails and Stripe read them: `color[]=blue`, and `color[0][R]=100` where they hold objects.
 */
export const deepObject: ParameterStyle = (name, value) => {
  const walk = (prefix: string, item: unknown): string[] => {
    if (isRecord(item)) return members(item).flatMap(([key, inner]) => walk(`${prefix}[${key}]`, inner));
    if (!Array.isArray(item)) return [formExploded(prefix, item)];
    const isDeep = item.some((inner) => typeof inner === "object" && !(inner instanceof Date));
    return items(item).flatMap((inner, index) => walk(`${prefix}[${isDeep ? index : ""}]`, inner));
  };
  return walk(name, value).join("&");
};

/** A query parameter declared with `content: application/json`. */
export const jsonParameter: ParameterStyle = (name, value) => `${encode(name)}=${encode(JSON.stringify(value))}`;
/** The same in a path. */
export const jsonSegment: ParameterStyle = (_name, value) => encode(JSON.stringify(value));
/** The same in a header, which holds ASCII alone (RFC 9110, 5.5). */
export const jsonHeader: ParameterStyle = (_name, value) =>
  JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** `form` with `explode` and `allowReserved`: characters reserved by RFC 3986 are not encoded. */
export const formReserved: ParameterStyle = (name, value) =>
  (isRecord(value) ? members(value) : [[name, value] as const])
    .flatMap(([key, item]) => items(item).map((one) => `${encode(key)}=${reserved(primitive(one))}`))
    .join("&");

/** `form` with `allowReserved`, without `explode`: `color=blue,black`. */
export const formListReserved: ParameterStyle = /* @__PURE__ */ delimited(",", (value) =>
  (isRecord(value) ? members(value).flat() : items(value)).map((item) => reserved(primitive(item))),
);

// Except `#`, which would end the query, and `&` and `+`, which mean something else to form decoders.
const reserved = (text: string): string =>
  encode(text).replace(/%(?:3A|2F|3F|5B|5D|40|21|24|27|28|29|2A|2C|3B|3D)/gi, decodeURIComponent);

/** `simple` of an array or object in a path: `blue,black` or `R,100,G,200`. */
export const simple: ParameterStyle = (_name, value) => flat(value).join(",");
/** `simple` with `explode`: `R=100,G=200`. */
export const simpleExploded: ParameterStyle = (name, value) =>
  isRecord(value) ? pairs(value).join(",") : simple(name, value);

/** Swagger 2's `ssv`, `pipes` and `tsv` in a path. */
export const spaceSegment: ParameterStyle = (_name, value) => flat(value).join("%20");
export const pipeSegment: ParameterStyle = (_name, value) => flat(value).join("%7C");
export const tabSegment: ParameterStyle = (_name, value) => flat(value).join("%09");

const headerItems = (value: unknown): string[] =>
  (isRecord(value) ? members(value).flat() : items(value)).map(primitive);

/** `simple` in a header. Headers are not percent-encoded (RFC 9110, 5.5): `blue,black` or `R,100,G,200`. */
export const headerList: ParameterStyle = (_name, value) => headerItems(value).join(",");
/** The same with `explode`: `R=100,G=200`. */
export const headerExploded: ParameterStyle = (name, value) =>
  headerList(name, isRecord(value) ? members(value).map((pair) => pair.map(primitive).join("=")) : value);
/** Swagger 2's `ssv`, `pipes` and `tsv` in a header. */
export const spaceHeader: ParameterStyle = (_name, value) => headerItems(value).join(" ");
export const pipeHeader: ParameterStyle = (_name, value) => headerItems(value).join("|");
export const tabHeader: ParameterStyle = (_name, value) => headerItems(value).join("\t");

/** `label`: `.blue,black`. */
export const label: ParameterStyle = (_name, value) => `.${flat(value).join(",")}`;
/** `label` with `explode`: `.blue.black` or `.R=100.G=200`. */
export const labelExploded: ParameterStyle = (_name, value) =>
  `.${(isRecord(value) ? pairs(value) : flat(value)).join(".")}`;

/** `matrix`: `;color=blue,black`; an empty text is the name alone (RFC 6570, 3.2.7). */
export const matrix: ParameterStyle = (name, value) => {
  const text = flat(value).join(",");
  return `;${encode(name)}${text && `=${text}`}`;
};
/** `matrix` with `explode`: `;color=blue;color=black` or `;R=100;G=200`. */
export const matrixExploded: ParameterStyle = (name, value) =>
  (isRecord(value) ? pairs(value) : flat(value).map((item) => `${encode(name)}=${item}`))
    .map((pair) => `;${pair.replace(/=$/, "")}`)
    .join("");

/** Sets the Cookie header from cookie parameters. For servers and scripts: browsers ignore it and send their own. */
export function cookieHeader(
  values: object,
  headers: Record<string, string>,
  styles: Readonly<Record<string, ParameterStyle>> = {},
): void {
  for (const [name, value] of entries(values))
    addCookie(headers, (styleIn(styles, name) ?? formExploded)(name, value).replaceAll("&", "; "));
}

/** Appends one pair to the Cookie header; none where there is no value. */
export function addCookie(headers: Record<string, string>, pair: string): void {
  if (pair) headers["cookie"] = headers["cookie"] ? `${headers["cookie"]}; ${pair}` : pair;
}
