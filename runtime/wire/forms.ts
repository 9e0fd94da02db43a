import type { BodyEncoder, ParameterStyle } from "../operation.js";
import { withoutFiles } from "./bodies.js";
import { isJson } from "./media-types.js";
import { encode, entries, formExploded, headerList, primitive, styleIn } from "./parameters.js";

/** Fields of a form that are JSON: each item of an array by itself. */
export const jsonItems: ParameterStyle = (name, value) =>
  [value]
    .flat()
    .map((item) => `${encode(name)}=${encode(JSON.stringify(item))}`)
    .join("&");

/** `null` becomes an empty field, which Django and others read as null; JSON has a text for it. */
function field(style: ParameterStyle, name: string, value: unknown): string {
  // A style makes nothing of a file.
  if (typeof value === "object") JSON.stringify(value, withoutFiles);
  if (style === jsonItems) return style(name, value);
  return style(name, Array.isArray(value) ? value.map((item: unknown) => item ?? "") : (value ?? ""));
}

/** `application/x-www-form-urlencoded` with the styles that the document gives some fields (OpenAPI, Encoding Object). */
export const urlencodedOf =
  (styles: Readonly<Record<string, ParameterStyle>>): BodyEncoder =>
  (body, type) => ({
    body: entries(body as object)
      .map(([name, value]) => field(styleIn(styles, name) ?? formExploded, name, value))
      .filter(Boolean)
      .join("&"),
    type,
  });

/**
 * `multipart/form-data` with the Content-Types and styles that the document gives some parts (OpenAPI, Encoding Object;
 * RFC 7578). Written here, as FormData makes a file of every part that has a Content-Type.
 */
export const multipartOf =
  (encodings: Readonly<Record<string, string | ParameterStyle>>): BodyEncoder =>
  (body, _type, partHeaders = {}) => {
    const boundary = `----ifmatch-${random()}${random()}`;
    const pieces: BlobPart[] = [];
    const append = (name: string, value: unknown, types?: string): void => {
      const { content, type, fileName } = partOf(value, types);
      const file = fileName === undefined ? "" : `; filename="${quoted(fileName)}"`;
      const lines = [`--${boundary}`, `Content-Disposition: form-data; name="${quoted(name)}"${file}`];
      if (type) lines.push(`Content-Type: ${type}`);
      lines.push(...headerLines(partHeaders[name]), "", "");
      pieces.push(lines.join("\r\n"), content, "\r\n");
    };
    for (const [name, value] of entries(body as object)) {
      const encoding = Object.hasOwn(encodings, name) ? encodings[name] : undefined;
      if (typeof encoding === "function")
        new URLSearchParams(field(encoding, name, value)).forEach((text, key) => append(key, text));
      // RFC 7578, 4.3: several parts of one name.
      else for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) append(name, item, encoding);
    }
    pieces.push(`--${boundary}--\r\n`);
    // A Blob of Blobs: files are read while they are sent, and again when the request is repeated.
    return { body: new Blob(pieces), type: `multipart/form-data; boundary=${boundary}` };
  };

/** Checked as fetch checks headers: none can end its line. */
function headerLines(headers: object | undefined): string[] {
  const lines: string[] = [];
  for (const [name, value] of entries(headers)) {
    const text = headerList(name, value);
    void new Headers({ [name]: text });
    lines.push(`${name}: ${text}`);
  }
  return lines;
}

interface Part {
  readonly content: BlobPart;
  readonly type?: string | undefined;
  readonly fileName?: string | undefined;
}

/** @param types A media type, a range, or a list of these; JSON for objects if absent, text for all else. */
function partOf(value: unknown, types?: string): Part {
  if (value instanceof Blob) {
    // FormData calls a file without a name so, too.
    const fileName = value instanceof File ? value.name : "blob";
    return { content: value, type: typeOf(value, types), fileName };
  }
  const isObject = typeof value === "object" && value !== null && !(value instanceof Date);
  const json = types?.split(",").find(isJson)?.trim() ?? (isObject ? "application/json" : undefined);
  if (json !== undefined) return { content: JSON.stringify(value, withoutFiles), type: json };
  // A text is what the document says first, unless that is a range.
  const type = types?.split(",")[0]?.trim();
  return { content: primitive(value ?? ""), type: type?.includes("*") ? undefined : type };
}

/** One media type is what the document says; of several, or a range, the Blob's own decides. */
function typeOf({ type }: Blob, types = "*/*"): string {
  const [first = "", ...others] = types.split(",").map((one) => one.trim());
  if (others.length === 0 && !first.includes("*")) return first;
  return type || [first, ...others].find((one) => !one.includes("*")) || "application/octet-stream";
}

/** As browsers write names (HTML, 4.10.21.8). */
const quoted = (name: string): string =>
  name.replace(/[\r\n"]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`);

const random = (): string => Math.random().toString(36).slice(2);
