import { createClient } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { base, type Note, notePatch, readNote } from "./note-operations.js";
import { json } from "./stub-fetch.js";

/** One note on a server that checks If-Match, and refuses without telling the new tag. */
function noteServer(): { fetch: typeof globalThis.fetch; text: () => string; change: (text: string) => void } {
  let version = 1;
  let text = "as first written";
  const answer = (): Response => json(200, { id: 1, text } satisfies Note, { etag: `"${version}"` });
  const change = (next: string): void => {
    text = next;
    version++;
  };
  return {
    text: () => text,
    change,
    async fetch(input, init) {
      const request = new Request(input, init);
      if (request.method === "GET") return answer();
      if (request.headers.get("if-match") !== `"${version}"`) return json(412, { detail: "It changed." });
      change(((await request.json()) as { text: string }).text);
      return answer();
    },
  };
}

/** What is usually written by hand: the last tag seen for a URL goes onto the next write to it. */
function rememberingFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const tags = new Map<string, string>();
  return async (input, init) => {
    const request = new Request(input, init);
    const known = tags.get(request.url);
    if (request.method !== "GET" && known !== undefined) request.headers.set("if-match", known);
    const response = await fetch(request);
    const tag = response.headers.get("etag");
    if (tag !== null) tags.set(request.url, tag);
    return response;
  };
}

describe("rule 4: the tag of a state change is the one its caller passed", () => {
  const edit = "what I made of the first version";

  it("control: an interceptor that remembers the last tag loses the other's change after a background refresh", async () => {
    const server = noteServer();
    const fetch = rememberingFetch(server.fetch);
    const url = `${base}/notes/1/`;
    await fetch(url);
    server.change("what the other one wrote");
    await fetch(url);
    const saved = await fetch(url, { method: "PATCH", body: JSON.stringify({ text: edit }) });
    expect([saved.status, server.text()]).toEqual([200, edit]);
  });

  it("here the same refresh changes nothing: the form's own tag goes out, and the server refuses it", async () => {
    const server = noteServer();
    const client = createClient({ servers: [base] }, { fetch: server.fetch });
    const form = await readNote(client);
    server.change("what the other one wrote");
    await readNote(client);
    const saved = await notePatch(client, { path: { id: 1 }, body: { text: edit }, ifMatch: form });
    expect([saved.kind, server.text()]).toEqual(["precondition-failed", "what the other one wrote"]);
  });
});
