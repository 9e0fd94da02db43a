import type { Representation } from "ifmatch/runtime";

/** A representation of which only `more` matters. */
export const representation = (more: Partial<Representation> = {}): Representation => ({
  etag: '"v1"',
  lastModified: null,
  data: { id: 1 },
  status: 200,
  headers: { etag: '"v1"', "content-type": "application/json" },
  vary: [],
  bytes: 8,
  ...more,
});

/** A store's key, as retrievals make it. */
export const keyOf = (url: string, authorization?: string, cookie?: string, ...secrets: unknown[]): string =>
  JSON.stringify([url, authorization, cookie, ...secrets]);
