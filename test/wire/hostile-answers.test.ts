/** Responses that would fill the memory or the stack, and requests that would be something else than they say. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { BodyLimitError, boundedFetch, type Client, NetworkError, type ResponseBounds, send } from "ifmatch/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { noteRetrieve, notesClient, patchNote, readNote, tag } from "../runtime/note-operations.js";

let server: Server;
let answer: (response: ServerResponse, url: string) => void;
let base: string;
/** Resolves when the connection of a response was closed before its end. */
let closed: Promise<void>;
beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume();
    closed = new Promise((done) => void response.once("close", done));
    answer(response, request.url!);
  });
  await new Promise<void>((ready) => void server.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const clientWith = (bounds: ResponseBounds): Client => notesClient({ baseUrl: base, fetch: boundedFetch(bounds) });
const JSON_TYPE = { "content-type": "application/json", etag: '"v1"' };
const noteOf = (text: string): string => JSON.stringify({ id: 1, text });
const failure = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a bound on bytes", () => {
  test("lets pass what is within it, with all that a response tells", async () => {
    const body = noteOf("x");
    answer = (response, url) => {
      if (url === "/notes/1/") response.writeHead(302, { location: "/moved" }).end();
      else response.writeHead(200, JSON_TYPE).end(body);
    };
    const seen: Response[] = [];
    const client = notesClient({
      baseUrl: base,
      fetch: boundedFetch({ maxBytes: body.length }),
      onResponse: (response) => {
        seen.push(response);
        return response;
      },
    });
    expect(await readNote(client)).toMatchObject({ data: { text: "x" }, etag: '"v1"' });
    expect(seen[0]).toMatchObject({ redirected: true, url: `${base}/moved`, status: 200 });
  });

  test.each(["with Content-Length", "in chunks"])("ends a body %s that is over it", async (how) => {
    const body = noteOf("x".repeat(1000));
    answer = (response) => {
      response.writeHead(200, { ...JSON_TYPE, ...(how !== "in chunks" && { "content-length": body.length }) });
      response.end(body);
    };
    const error = await failure(readNote(clientWith({ maxBytes: 1000 })));
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toContain("The body has more than 1000 bytes (maxBytes).");
    expect((error as Error).cause).toBeInstanceOf(BodyLimitError);
  });

  test("ends a body that never ends, and its connection", async () => {
    let timer: NodeJS.Timeout | undefined;
    answer = (response) => {
      response.writeHead(200, JSON_TYPE);
      timer = setInterval(() => response.write("[".repeat(10_000)), 1);
    };
    expect(await failure(readNote(clientWith({ maxBytes: 100_000 })))).toBeInstanceOf(NetworkError);
    await closed;
    clearInterval(timer);
  });

  test("counts what is decompressed", async () => {
    const bomb = gzipSync(noteOf("x".repeat(5_000_000)));
    expect(bomb.length).toBeLessThan(10_000);
    answer = (response) => response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(bomb);
    expect(await failure(readNote(clientWith({ maxBytes: 100_000 })))).toBeInstanceOf(NetworkError);
  });

  test("leaves a state change open, which says nothing more than that", async () => {
    answer = (response) => response.writeHead(200, JSON_TYPE).end(noteOf("x".repeat(1000)));
    const result = await patchNote(clientWith({ maxBytes: 100 }), tag('"v1"'));
    expect(result).toMatchObject({ kind: "ambiguous" });
  });

  test("does not hide the status of an error", async () => {
    answer = (response) => response.writeHead(404, JSON_TYPE).end(JSON.stringify({ detail: "x".repeat(1000) }));
    const result = await noteRetrieve(clientWith({ maxBytes: 100 }), { path: { id: 1 } });
    expect(result).toMatchObject({ kind: "error", status: 404 });
  });

  test("leaves a 304 as it is", async () => {
    let isRead = false;
    answer = (response) => {
      if (isRead) response.writeHead(304, { etag: '"v1"' }).end();
      else response.writeHead(200, JSON_TYPE).end(noteOf("x"));
      isRead = true;
    };
    const client = clientWith({ maxBytes: 100 });
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ revalidated: true });
  });
});

describe("a bound on depth", () => {
  const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

  test("ends what is nested deeper", async () => {
    answer = (response) => response.writeHead(200, JSON_TYPE).end(`{"id":1,"text":"","x":${nested(100)}}`);
    const error = await failure(readNote(clientWith({ maxDepth: 100 })));
    expect((error as Error).message).toContain("The body is nested more than 100 levels deep (maxDepth).");
    expect(await readNote(clientWith({ maxDepth: 101 }))).toMatchObject({ kind: "ok" });
  });

  test("counts no brackets in texts, and none that are closed", async () => {
    const text = `"\\"${"[{".repeat(50)}é`;
    const body = JSON.stringify({ id: 1, text, x: Array.from({ length: 50 }, () => ({ y: ["\\"] })) });
    answer = (response) => {
      response.writeHead(200, JSON_TYPE);
      // Byte by byte: a chunk may end anywhere, also within a character.
      for (const byte of Buffer.from(body)) response.write(Buffer.of(byte));
      response.end();
    };
    expect(await readNote(clientWith({ maxDepth: 4 }))).toMatchObject({ data: { text } });
  });

  test.each(["application/x-ndjson", "application/json-seq", "text/json; charset=utf-8", undefined])(
    "is asked of %s, too",
    async (type) => {
      answer = (response) =>
        response.writeHead(200, type === undefined ? {} : { "content-type": type }).end(nested(50));
      const reading = {
        id: "read",
        method: "GET",
        path: "/x",
        accept: type ?? "application/json",
        responses: [200],
      } as const;
      expect(await failure(send(clientWith({ maxDepth: 4 }), reading, {}))).toBeInstanceOf(NetworkError);
    },
  );

  test("is not asked of other media types", async () => {
    answer = (response) => response.writeHead(200, { "content-type": "text/plain" }).end(nested(50));
    const reading = { id: "read", method: "GET", path: "/text", accept: "text/plain", responses: [200] } as const;
    expect(await send(clientWith({ maxDepth: 4 }), reading, {})).toMatchObject({ data: nested(50) });
  });
});

describe("without a bound", () => {
  test("what is deep is read, and names like __proto__ are data", async () => {
    const depth = 50_000;
    const deep = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    answer = (response) =>
      response.writeHead(200, JSON_TYPE).end(`{"id":1,"text":"","__proto__":{"polluted":1},"x":${deep}}`);
    const { data } = await readNote(notesClient({ baseUrl: base }));
    expect(Object.keys(data)).toContain("__proto__");
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe("a request", () => {
  const asked: string[] = [];
  beforeEach(() => {
    asked.length = 0;
    answer = (response, url) => {
      asked.push(url);
      response.writeHead(204).end();
    };
  });
  const injected = ["a\r\nX-Evil: 1", "a\nb", "a\0b"];

  test.each(injected)("is not sent with the header %j", async (value) => {
    const reading = { id: "read", method: "GET", path: "/x", responses: [204] } as const;
    const client = notesClient({ baseUrl: base });
    expect(await failure(send(client, reading, { header: { "x-name": value } } as never))).toBeInstanceOf(Error);
    expect(await failure(send(client, reading, {}, { headers: { "x-name": value } }))).toBeInstanceOf(Error);
    expect(await failure(patchNote(client, value as never))).toBeInstanceOf(Error);
    expect(asked).toEqual([]);
  });

  test.each([...injected, "../x", "a/../b", "%2e%2e", "a?b#c", "a\\b", "..;", "…"])(
    "stays below its path with the parameter %j",
    async (value) => {
      const reading = { id: "read", method: "GET", path: "/below/{id}/end", responses: [204] } as const;
      await send(notesClient({ baseUrl: base }), reading, { path: { id: value } } as never);
      expect(asked).toEqual([expect.stringMatching(/^\/below\/[^/?#]+\/end$/)]);
      expect(decodeURIComponent(asked[0]!.split("/")[2]!)).toBe(value);
    },
  );

  test.each(["", ".", ".."])("is not sent with the path parameter %j", async (value) => {
    const reading = { id: "read", method: "GET", path: "/below/{id}/end", responses: [204] } as const;
    const attempt = send(notesClient({ baseUrl: base }), reading, { path: { id: value } } as never);
    await expect(attempt).rejects.toMatchObject({ code: "path-parameter" });
    expect(asked).toEqual([]);
  });
});
