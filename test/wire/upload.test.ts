/** `uploadFetch` where there is no XMLHttpRequest, and a call's own `fetch`. */
import { uploadFetch } from "ifmatch/runtime";
import { afterEach, expect, it, vi } from "vitest";
import { noteCreate, notesClient, readNote } from "../runtime/note-operations.js";
import { json, stubFetch } from "../runtime/stub-fetch.js";

afterEach(() => void vi.unstubAllGlobals());

it("without XMLHttpRequest it is fetch, and tells nothing", async () => {
  const stub = stubFetch(json(201, { id: 1, text: "new" }, { etag: '"v1"' }));
  vi.stubGlobal("fetch", stub.fetch);
  const heard = vi.fn<() => void>();
  const result = await noteCreate(notesClient({}), { body: { text: "new" } }, { fetch: uploadFetch(heard) });
  expect(result).toMatchObject({ kind: "ok", status: 201 });
  expect(stub.requests).toHaveLength(1);
  expect(heard).not.toHaveBeenCalled();
});

it("a call's `fetch` sends that call alone", async () => {
  const [own, general] = [
    stubFetch(json(200, { id: 1 }, { etag: '"a"' })),
    stubFetch(json(200, { id: 2 }, { etag: '"b"' })),
  ];
  const client = notesClient({ fetch: general.fetch });
  expect(await readNote(client, { fetch: own.fetch })).toMatchObject({ data: { id: 1 } });
  expect(await readNote(client)).toMatchObject({ data: { id: 2 } });
  expect([own.requests.length, general.requests.length]).toEqual([1, 1]);
});
