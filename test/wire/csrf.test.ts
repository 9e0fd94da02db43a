import { type CsrfOptions, djangoCsrf, UsageError } from "ifmatch/runtime";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { notesClient, notePatch, readNote, tag } from "../runtime/note-operations.js";
import { json, stubFetch } from "../runtime/stub-fetch.js";

/** The CSRF token that a change of note 1 carries at `origin`, and what a retrieval carries. */
async function sent(options?: CsrfOptions, origin = "https://site.example"): Promise<(string | null)[]> {
  const note = json(200, { id: 1, text: "x" }, { etag: '"v1"' });
  const stub = stubFetch(note, note.clone());
  const client = notesClient({ fetch: stub.fetch, baseUrl: origin, csrf: djangoCsrf(options) });
  await readNote(client);
  await notePatch(client, { path: { id: 1 }, body: { text: "y" }, ifMatch: tag('"v1"') });
  return stub.requests.map(({ headers }) => headers.get(options?.header ?? "x-csrftoken"));
}

describe("in a page", () => {
  beforeEach(() => {
    const page = { baseURI: "https://site.example/app/", cookie: "theme=dark; csrftoken=t0ken; xcsrftoken=other" };
    vi.stubGlobal("document", page);
    vi.stubGlobal("location", { origin: "https://site.example" });
    return () => void vi.unstubAllGlobals();
  });

  it("a change carries the token of the cookie, and a retrieval none", async () => {
    expect(await sent()).toEqual([null, "t0ken"]);
  });

  it("a relative base URL is the page's own origin", async () => {
    const headers = { "x-csrftoken": "" };
    const outgoing = { url: "/api/notes/1/", init: { method: "POST", headers: {} as Record<string, string> } };
    await djangoCsrf()(outgoing as never);
    expect(outgoing.init.headers).toEqual({ ...headers, "x-csrftoken": "t0ken" });
  });

  it("no other origin gets it, unless it is named", async () => {
    expect(await sent({}, "https://api.example")).toEqual([null, null]);
    expect(await sent({ origins: ["https://api.example"] }, "https://api.example")).toEqual([null, "t0ken"]);
    expect(await sent({ origins: ["https://api.example"] }, "https://api.example.evil")).toEqual([null, null]);
  });

  it("an origin may be spelt as people spell it, and what is none is refused", async () => {
    expect(await sent({ origins: ["HTTPS://API.example/"] }, "https://api.example")).toEqual([null, "t0ken"]);
    for (const origin of ["*", "api.example", "https://*.example", ""])
      expect(() => djangoCsrf({ origins: [origin] }), origin).toThrow(UsageError);
  });

  it("takes other names, and a token from elsewhere, now or later", async () => {
    expect(await sent({ cookie: "xcsrftoken", header: "X-Token" })).toEqual([null, "other"]);
    expect(await sent({ token: "hidden" })).toEqual([null, "hidden"]);
    expect(await sent({ token: () => Promise.resolve("fetched") })).toEqual([null, "fetched"]);
    expect(await sent({ token: () => undefined })).toEqual([null, null]);
  });

  it("leaves a header alone that the call sets", async () => {
    const stub = stubFetch(json(200, { id: 1, text: "y" }));
    const client = notesClient({ fetch: stub.fetch, baseUrl: "https://site.example", csrf: djangoCsrf() });
    const request = { path: { id: 1 }, body: { text: "y" }, ifMatch: tag('"v1"') };
    await notePatch(client, request, { headers: { "X-CSRFToken": "mine" } });
    expect(stub.requests[0]!.headers.get("x-csrftoken")).toBe("mine");
  });
});

describe("outside of a page", () => {
  it("a document without a location, as some servers make it, is no page", async () => {
    vi.stubGlobal("document", { cookie: "csrftoken=t0ken" });
    try {
      expect(await sent({ token: "given" })).toEqual([null, "given"]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("sends the token that it is given", async () => {
    expect(await sent({ token: "given" })).toEqual([null, "given"]);
  });

  it("says that there are no cookies; nothing leaves", async () => {
    const stub = stubFetch();
    const client = notesClient({ fetch: stub.fetch, csrf: djangoCsrf() });
    const change = notePatch(client, { path: { id: 1 }, body: { text: "y" }, ifMatch: tag('"v1"') });
    await expect(change).rejects.toThrow(UsageError);
    await expect(change).rejects.toThrow("there are no cookies outside of a page; pass `token`");
    expect(stub.requests).toEqual([]);
  });
});
