import { InvalidResponseError, merge3, retrieve } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  bookServer,
  type BookServer,
  clientOf,
  createNote,
  one,
  patch,
  put,
  read,
  readOperation,
  sendPost,
  thrown,
} from "./book-server.js";

/* Bodies that are not what was promised (RFC 9110, 8.3 and 8.8; RFC 8259; RFC 9111, 3.3). */

/** Answers requests of one method with text of a type, under a tag. */
function answerWith(book: BookServer, method: string, body: string | Buffer, headers: Record<string, string>): void {
  book.fault = (arrival, response) => {
    if (arrival.method !== method) return false;
    response.writeHead(200, headers).end(body);
    return true;
  };
}

const page = { "Content-Type": "text/html; charset=utf-8", ETag: '"login"' };

describe("a success of a media type that the document does not give", () => {
  it("is no retrieval: nothing is stored, and its tag is nobody's", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    await read(client);
    answerWith(book, "GET", "<html>sign in</html>", page);
    const error = await thrown(read(client));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error.message).toMatch(/text\/html.*application\/json/);
    expect(error.message).toMatch(/login page|sign-in/i);
    expect(client.tagOf("Note", 1)).not.toBe('"login"');
    // What was stored before still stands for a 304.
    book.fault = undefined;
    expect(await read(client)).toMatchObject({ revalidated: true, data: { text: "first" } });
  });

  it("leaves open what became of a change, and of a creation", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    answerWith(book, "PATCH", "<html>portal</html>", page);
    const saved = await patch(client, { ...one, body: { text: "an hour's work" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ambiguous", message: expect.stringContaining("text/html") as string });
    expect(client.tagOf("Note", 1)).toBeUndefined();
    answerWith(book, "POST", "<html>portal</html>", page);
    book.fault = (
      (fault) => (arrival, response) =>
        fault(arrival, response)
    )(book.fault!);
    expect((await createNote(client, {})).kind).not.toBe("ok");
    const error = await sendPost(client, {}).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ status: 200 });
  });

  it("that a redirection led to is a login page", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (arrival.url === "/login") response.writeHead(200, page).end("<html>sign in</html>");
      else response.writeHead(302, { Location: "/login" }).end();
      return true;
    };
    expect(await thrown(read(client))).toBeInstanceOf(InvalidResponseError);
    const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ambiguous", message: expect.stringContaining("/login") as string });
    expect(client.tagOf("Note", 1)).toBeUndefined();
  });

  it.for(["application/json", "application/vnd.note+json; v=2", "text/json", "Application/Problem+JSON"])(
    "is not %s where JSON is promised",
    async (type) => {
      const book = await bookServer();
      answerWith(book, "GET", '{"id":1}', { "Content-Type": type, ETag: '"j"' });
      expect(await read(clientOf(book))).toMatchObject({ kind: "ok", data: { id: 1 } });
    },
  );

  it.for([
    ["*/*", "text/html"],
    ["image/*", "image/png"],
    ["application/xml", "text/xml"],
    ["application/octet-stream", "application/pdf"],
    [undefined, "text/html"],
  ] as const)("is judged by what the document gives: %s holds %s", async ([accept, type]) => {
    const book = await bookServer();
    answerWith(book, "GET", "x", { "Content-Type": type, ETag: '"x"' });
    const { accept: _, ...operation } = readOperation;
    const documented = { ...operation, ...(accept !== undefined && { accept }) };
    expect(await retrieve(clientOf(book), documented, one)).toMatchObject({ kind: "ok" });
  });

  it("is read as the document says where the server names none", async () => {
    const book = await bookServer();
    answerWith(book, "GET", '{"id":1}', { ETag: '"j"' });
    expect(await read(clientOf(book))).toMatchObject({ data: { id: 1 } });
  });
});

describe("a body that is empty or cut short", () => {
  it.for(["", "   ", '{"id":1,"te'])(
    "under a JSON media type is invalid, and no later 304 stands for it: %j",
    async (body) => {
      const book = await bookServer();
      const client = clientOf(book);
      answerWith(book, "GET", body, { "Content-Type": "application/json", ETag: book.tag() });
      expect(await thrown(read(client))).toBeInstanceOf(InvalidResponseError);
      book.fault = undefined;
      expect(await read(client)).toMatchObject({ revalidated: false, data: { text: "first" } });
    },
  );

  it("by fewer bytes than Content-Length says is a failure of the network", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    book.fault = (_, response) => {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "100", ETag: book.tag() });
      response.write('{"id":1}');
      setTimeout(() => response.destroy(), 10);
      return true;
    };
    await thrown(read(client));
    book.fault = undefined;
    expect(await read(client)).toMatchObject({ revalidated: false, data: { text: "first" } });
  });

  it("after a change: the server says that it was made", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (arrival.method !== "PATCH") return false;
      book.carryOut(arrival);
      response.writeHead(200, { "Content-Type": "application/json", ETag: book.tag() }).end();
      return true;
    };
    const error = await thrown(patch(client, { ...one, body: { text: "x" }, ifMatch: before }));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({ status: 200, etag: '"r2"' });
    expect(error.message).toMatch(/was made|has been made|was applied/);
  });

  it("without a media type is a 204 by another number: ok, without data", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (arrival.method !== "PATCH") return false;
      book.carryOut(arrival);
      response.writeHead(200, { ETag: book.tag() }).end();
      return true;
    };
    const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ok", etag: '"r2"', data: undefined });
  });
});

describe("text", () => {
  it.for([
    ["windows-1252", Buffer.from("caf\xe9", "latin1"), "café"],
    ["ISO-8859-1", Buffer.from("caf\xe9", "latin1"), "café"],
    ['"utf-16le"', Buffer.from("café", "utf16le"), "café"],
    ["utf-8", Buffer.from("café"), "café"],
    ["no-such-charset", Buffer.from("café"), "café"],
  ] as const)("is decoded by its charset (RFC 9110, 8.3.2): %s", async ([charset, bytes, text]) => {
    const book = await bookServer();
    answerWith(book, "GET", bytes, { "Content-Type": `text/plain; charset=${charset}`, ETag: '"t"' });
    const operation = { ...readOperation, accept: "text/plain" };
    expect(await retrieve(clientOf(book), operation, one)).toMatchObject({ data: text });
  });

  it("of JSON is UTF-8 whatever its charset says (RFC 8259, 8.1)", async () => {
    const book = await bookServer();
    answerWith(book, "GET", Buffer.from('{"text":"café"}'), { "Content-Type": "application/json; charset=latin1" });
    expect(await read(clientOf(book))).toMatchObject({ data: { text: "café" } });
  });
});

describe("data that a page changed in place", () => {
  it("is never served as the server's, and merge3 keeps its base", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const form = await read(client);
    form.data.text = "typed, not saved";
    const again = await read(client);
    expect(again).toMatchObject({ revalidated: true, data: { text: "first" } });
    expect(form.data.text).toBe("typed, not saved");
    expect(merge3(again.data, form.data, again.data)).toMatchObject({ value: { text: "typed, not saved" } });
  });

  it("in depth, too; what nobody changed stays the same object", async () => {
    const book = await bookServer();
    book.changeElsewhere({ tags: [{ name: "a" }] });
    const client = clientOf(book);
    const first = await read(client);
    const second = await read(client);
    expect(second.data).toBe(first.data);
    (second.data["tags"] as { name: string }[])[0]!.name = "b";
    const third = await read(client);
    expect(third.data["tags"]).toEqual([{ name: "a" }]);
    expect((await read(client)).data).toBe(third.data);
  });
});

describe("a 304", () => {
  it("updates every stored header but those that describe the bytes that were kept (RFC 9111, 3.2)", async () => {
    const book = await bookServer();
    let version = 0;
    book.fault = (arrival, response) => {
      version++;
      const headers = {
        ETag: '"1"',
        "Content-Location": `/v${version}`,
        "Content-Language": version === 1 ? "en" : "de",
        "Content-Security-Policy": `v${version}`,
        "Content-Foo": `v${version}`,
        "X-Foo": `v${version}`,
        "Content-Type": version === 1 ? "application/json" : "text/plain",
      };
      if (arrival.headers["if-none-match"] === undefined) response.writeHead(200, headers).end('{"id":1}');
      else response.writeHead(304, headers).end();
      return true;
    };
    const client = clientOf(book);
    await read(client);
    expect((await read(client)).headers).toMatchObject({
      "content-location": "/v2",
      "content-language": "de",
      "content-security-policy": "v2",
      "content-foo": "v2",
      "x-foo": "v2",
      "content-type": "application/json",
    });
  });
});

it("a change whose PUT is answered 204 where a body was promised stays ok: nothing is lost by it", async () => {
  const book = await bookServer();
  const client = clientOf(book);
  const before = await read(client);
  book.fault = (arrival, response) => {
    if (arrival.method !== "PUT") return false;
    book.carryOut(arrival);
    response.writeHead(204, { ETag: book.tag() }).end();
    return true;
  };
  const saved = await put(client, { ...one, body: { text: "x", count: 0 }, ifMatch: before });
  expect(saved).toMatchObject({ kind: "ok", status: 204, data: undefined, etag: '"r2"' });
});
