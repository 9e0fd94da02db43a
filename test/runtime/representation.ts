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
export const keyOf = (url: string, caller = ""): string => JSON.stringify([url, caller, false]);

/** Without the text that `data` was parsed from, which no storage holds: what comes back has it anew. */
export const withoutSource = (list: readonly Representation[] | undefined): readonly object[] | undefined =>
  list?.map(({ source: _source, ...rest }) => rest);
