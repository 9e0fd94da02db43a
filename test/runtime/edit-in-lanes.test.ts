import { edit, lanes } from "ifmatch/runtime";
import { expect, it } from "vitest";
import { notePatch, noteRetrieve, notesClient } from "./note-operations.js";
import { empty, json, stubFetch } from "./stub-fetch.js";

const count = (value: number, tag: string): Response => json(200, { id: 1, text: String(value) }, { etag: `"${tag}"` });

it.each([
  ["equal", 1, 7],
  ["different", 2, 8],
])(
  "two edits at once that write %s values are two changes, and the second does not overwrite the first",
  async (_, more, total) => {
    const { fetch, requests } = stubFetch(
      count(5, "a"),
      count(5, "a"),
      count(6, "b"),
      empty(412),
      count(6, "b"),
      count(total, "c"),
    );
    const client = notesClient({ fetch, lanes: lanes() });
    const add = (amount: number): Promise<{ readonly kind: string }> =>
      edit(
        client,
        noteRetrieve,
        notePatch,
        { path: { id: 1 } },
        ({ text }) => ({ text: String(Number(text) + amount) }),
        { sleep: async () => {} },
      );
    const results = await Promise.all([add(1), add(more)]);
    expect(results.map(({ kind }) => kind)).toEqual(["ok", "ok"]);
    const writes = requests.filter(({ method }) => method === "PATCH");
    expect(writes.map(({ headers }) => headers.get("if-match"))).toEqual(['"a"', '"a"', '"b"']);
    expect(await Promise.all(writes.map((request) => request.json()))).toEqual([
      { text: "6" },
      { text: String(5 + more) },
      { text: String(total) },
    ]);
  },
);
