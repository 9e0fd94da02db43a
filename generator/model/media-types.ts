/** Questions about media types (RFC 9110, 8.3.1) and media type ranges (12.5.1), as a document writes them. */

/** `application/json` for `Application/JSON; charset=utf-8`. */
export const essence = (mediaType: string): string => mediaType.split(";")[0]!.trim().toLowerCase();

/** `application/json`, `text/json` and every `+json` (RFC 6839, 3.1). */
export const isJson = (mediaType: string): boolean => /[/+]json$/.test(essence(mediaType));

export const isXml = (mediaType: string): boolean => /[/+]xml$/.test(essence(mediaType));

export const isText = (mediaType: string): boolean => essence(mediaType).startsWith("text/") || isXml(mediaType);

export const isUrlencoded = (mediaType: string): boolean => essence(mediaType) === "application/x-www-form-urlencoded";

export const isMultipart = (mediaType: string): boolean => essence(mediaType) === "multipart/form-data";

/** A range, such as `application/*` or `application/*+json`. */
export const isRange = (mediaType: string): boolean => essence(mediaType).includes("*");

/** Ranges that JSON belongs to, too: their schema alone says what they hold. */
export const mayBeJson = (mediaType: string): boolean => /^(?:\*|application)\/\*$/.test(essence(mediaType));

/** Pictures, sounds, films and fonts are bytes, whichever of them it is. */
export const isMedia = (mediaType: string): boolean => /^(?:image|audio|video|font|model)\//.test(essence(mediaType));

/** A type of one vendor's that does not say what it is made of: `application/vnd.acme.order`. */
export const isOpaqueVendor = (mediaType: string): boolean =>
  /^application\/(?:vnd|prs|x)[.-][^+]*$/.test(essence(mediaType));

export const isEventStream = (mediaType: string): boolean => essence(mediaType) === "text/event-stream";

/** RFC 7464: each text begins with a record separator. */
export const isJsonSequence = (mediaType: string): boolean => /[/+]json-seq$/.test(essence(mediaType));

const isJsonLines = (mediaType: string): boolean =>
  /^application\/(?:(?:x-)?(?:jsonl|ndjson|json-?lines)|stream\+json|x-json-stream)$/.test(essence(mediaType));

/** What arrives item by item. */
export const isStream = (mediaType: string): boolean =>
  isEventStream(mediaType) || isJsonSequence(mediaType) || isJsonLines(mediaType);
