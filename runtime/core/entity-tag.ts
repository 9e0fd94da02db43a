/**
 * Entity-tags as RFC 9110, 8.8.3, defines them: opaque strings whose quotes are part of them.
 *
 *     entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE
 *     etagc      = %x21 / %x23-7E / obs-text
 */
import type { EntityTag, Validated } from "../call.js";

/** One entity-tag and nothing else. obs-text is %x80-FF: fetch maps header bytes to U+0080 to U+00FF (5.5). */
const grammar = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
const element = /[\t ]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")?[\t ]*(?:,|$)/y;

/** Whether `text` is one entity-tag, byte for byte. `W/` is case-sensitive, `""` is a valid tag. */
export function isEntityTag(text: string | undefined): text is EntityTag {
  return grammar.test(text!);
}

/**
 * Turns a plain string into an {@link EntityTag}; the type argument names the resource that it describes.
 *
 * @throws {SyntaxError} when `text` is not an entity-tag. The usual reason is that its quotes are missing.
 */
export function parseEntityTag<R extends string>(text: string): EntityTag<R> {
  if (isEntityTag(text)) return text as EntityTag<R>;
  throw new SyntaxError(
    `Not an entity-tag: ${JSON.stringify(text)}. The double quotes are part of it, as in "\\"abc\\"" or W/"abc" (RFC 9110, 8.8.3).`,
  );
}

/**
 * A precondition from a tag that comes from elsewhere (a page's HTML, a message, a database), with the record that it
 * describes: `ifMatch: entityTag("Job", job_id, text)`. A key of several values is a list, in the order of the path.
 *
 * @throws {SyntaxError} when `text` is not an entity-tag.
 */
export function entityTag<R extends string>(
  resource: R,
  key: string | number | readonly (string | number)[],
  text: string,
): Validated<R> {
  const values = [key].flat() as (string | number)[];
  return { etag: parseEntityTag<R>(text), resource: { name: resource, key: values.map(encodeURIComponent).join("/") } };
}

/** What is wrong with a text that should be an entity-tag, in words. */
export function whyNoEntityTag(text: string): string {
  if (/^"".*""$/.test(text)) return "its quotes are there twice";
  if (text.startsWith("w/")) return "the W/ of a weak tag is a capital letter";
  return "it has no double quotes around it, or holds characters that a tag must not";
}

/**
 * Reads a list such as the value of If-None-Match. Commas inside a tag are part of the tag, and
 * empty elements are skipped (RFC 9110, 5.6.1).
 *
 * @throws {SyntaxError} when an element is not an entity-tag.
 */
export function parseEntityTagList(text: string): EntityTag[] {
  const tags: EntityTag[] = [];
  element.lastIndex = 0;
  while (element.lastIndex < text.length) {
    const match = element.exec(text);
    if (match === null) throw new SyntaxError(`Not a list of entity-tags: ${JSON.stringify(text)}.`);
    if (match[1] !== undefined) tags.push(match[1] as EntityTag);
  }
  return tags;
}

/** Formats a list that {@link parseEntityTagList} can parse. */
export function formatEntityTagList(tags: readonly EntityTag[]): string {
  return tags.join(", ");
}

/** Whether the tag is weak: equal weak tags mean "equivalent", not "identical" (RFC 9110, 8.8.1). */
export function isWeak(tag: EntityTag): boolean {
  return tag.startsWith('W/"');
}

/** The opaque-tag, without `W/`, which weak comparison compares. */
export function opaqueTag<R extends string>(tag: EntityTag<R>): EntityTag<R> {
  return (isWeak(tag) ? tag.slice(2) : tag) as EntityTag<R>;
}

/** Strong comparison, the one If-Match uses: equal, and neither tag weak (RFC 9110, 8.8.3.2). */
export function strongEquals(a: EntityTag, b: EntityTag): boolean {
  return a === b && !isWeak(a);
}

/** Weak comparison, the one If-None-Match uses: the opaque-tags are equal (RFC 9110, 8.8.3.2). */
export function weakEquals(a: EntityTag, b: EntityTag): boolean {
  return opaqueTag(a) === opaqueTag(b);
}
