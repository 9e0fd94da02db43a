/** `application/json` for `Application/JSON; charset=utf-8`. */
export const essence = (mediaType: string): string => mediaType.split(";")[0]!.trim().toLowerCase();

/** `application/json`, `text/json` and every `+json` (RFC 6839, 3.1) mean the same to a reader. */
export const isJson = (mediaType: string): boolean => /[/+]json$/.test(essence(mediaType));

const isHtml = (type: string): boolean => type === "text/html" || type === "application/xhtml+xml";
const isXml = (type: string): boolean => /[/+]xml$/.test(type) && !isHtml(type);

/** Whether a body is text, and not bytes. */
export const isText = (mediaType: string): boolean => {
  const type = essence(mediaType);
  return type.startsWith("text/") || /[/+]xml$/.test(type) || type.endsWith("urlencoded");
};

/**
 * Whether a body of this media type is among those that `accept` lists (`application/json, text/*;q=0.5`). Who
 * documents bytes of any kind (application/octet-stream) gets any, but for an HTML page; so does who asks for JSON first,
 * and for the rest as a range.
 */
export function isAcceptable(mediaType: string, accept: string): boolean {
  const type = essence(mediaType);
  const isPage = isHtml(type);
  return accept
    .split(",")
    .map(essence)
    .some(
      (range) =>
        range === type ||
        (range === "*/*" && !(isPage && /\bjson\b/.test(accept))) ||
        (range.endsWith("/*") && type.startsWith(range.slice(0, -1))) ||
        (isJson(range) && isJson(type)) ||
        (isXml(range) && isXml(type)) ||
        (range === "application/octet-stream" && !isPage),
    );
}

/** The charset parameter of a media type (RFC 9110, 8.3.2). */
export const charsetOf = (mediaType: string): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(mediaType)?.[1]?.toLowerCase();
