import { edit, lanes } from "ifmatch/runtime";
import { expect, it } from "vitest";
import { notePatch, noteRetrieve, notesClient } from "./note-operations.js";
import { empty, json, stubFetch } from "./stub-fetch.js";

const count = (value: number, tag: string): Response => json(200, { id: 1, text: String(value) }, { etag: `"${tag}"` });

it.each([
  // After its 412, the second one finds the 6 that it sent, and cannot know whose it is: it writes no more.
  ["equal", 1, ["ok", "ambiguous"], [`"a" 6`, `"a" 6`]],
  ["different", 2, ["ok", "ok"], [`"a" 6`, `"a" 7`, `"b" 8`]],
] as const)(
  "two edits at once that write %s values are two changes, and the second does not overwrite the first",
  async (_, more, kinds, sent) => {
    const { fetch, requests } = stubFetch(
      count(5, "a"),
      count(5, "a"),
      count(6, "b"),
      empty(412),
      count(6, "b"),
      count(8, "c"),
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
    expect(results.map(({ kind }) => kind)).toEqual(kinds);
    const writes = requests.filter(({ method }) => method === "PATCH");
    const told = writes.map(async (request) => {
      const { text } = (await request.json()) as { text: string };
      return `${request.headers.get("if-match")} ${text}`;
    });
    expect(await Promise.all(told)).toEqual(sent);
  },
);
