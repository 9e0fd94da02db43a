import { describe, expect, it } from "vitest";
import { entityTag } from "ifmatch/runtime";
import { type Api, apiOf } from "./document-client.js";

/* Which media types are asked for and sent, and what is made of an answer (RFC 9110, 8.3 and 12.5.1). */

const Book = { type: "object", required: ["title"], properties: { title: { type: "string" } } };
const components = { schemas: { Book } };
const ref = { $ref: "#/components/schemas/Book" };
const binary = { type: "string", format: "binary" };
type Content = Readonly<Record<string, object>>;
const answering = (content: Content, more: object = {}): object => ({
  paths: { "/it": { get: { operationId: "read", responses: { 200: { description: "ok", content }, ...more } } } },
  components,
});
const taking = (content: Content): object => ({
  paths: {
    "/it": {
      post: {
        operationId: "send",
        requestBody: { required: true, content },
        responses: { 204: { description: "ok" } },
      },
    },
  },
  components,
});
const typeOf = (text: string, name: string): string =>
  new RegExp(`(?:type|interface) ${name}\\b([^]*?)\\n(?:export|const)`).exec(text)![1]!.replace(/\s+/g, " ");

describe("a response", () => {
  it.for<[what: string, content: Content, accept: string, type: string]>([
    ["springdoc's range", { "*/*": { schema: ref } }, "application/json, */*;q=0.5", "Book"],
    [
      "a range below application",
      { "application/*": { schema: ref } },
      "application/json, application/*;q=0.5",
      "Book",
    ],
    ["a range of JSON", { "application/*+json": { schema: ref } }, "application/json", "Book"],
    ["a range of text", { "*/*": { schema: { type: "string" } } }, "*/*", "string"],
    ["a range of files", { "*/*": { schema: binary } }, "*/*", "Blob"],
    ["a range of anything", { "*/*": {} }, "*/*", "unknown"],
    ["pictures", { "image/*": {} }, "image/*", "Blob"],
    [
      "ASP.NET's three",
      { "text/plain": { schema: ref }, "application/json": { schema: ref }, "text/json": { schema: ref } },
      "application/json",
      "Book",
    ],
    [
      "XML beside JSON",
      { "application/xml": { schema: ref }, "application/json": { schema: ref } },
      "application/json",
      "Book",
    ],
    [
      "a type of a vendor's",
      { "application/vnd.acme.book+json": { schema: ref } },
      "application/vnd.acme.book+json",
      "Book",
    ],
    [
      "one that does not say JSON",
      { "application/vnd.acme.book": { schema: ref } },
      "application/vnd.acme.book",
      "Book",
    ],
    [
      "two versions that say the same",
      { "application/json": { schema: ref }, "application/vnd.acme+json": { schema: ref } },
      "application/json",
      "Book",
    ],
    [
      "another shape beside JSON",
      { "text/csv": { schema: { type: "string" } }, "application/json": { schema: ref } },
      "application/json, text/csv",
      "Book | string",
    ],
    ["text", { "text/csv": { schema: { type: "string" } } }, "text/csv", "string"],
    ["a text file", { "text/csv": { schema: binary } }, "text/csv", "Blob"],
    ["a file under JSON", { "application/json": { schema: binary } }, "application/json", "Blob"],
    [
      "a file in the spelling of 3.1",
      { "application/octet-stream": { schema: { type: "string", contentMediaType: "application/pdf" } } },
      "application/octet-stream",
      "Blob",
    ],
  ])("of %s", async ([, content, accept, type]) => {
    const api = await apiOf(answering(content));
    await api.call("read");
    expect(api.last.headers.accept).toBe(accept);
    expect(typeOf(api.file("operations/default.ts"), "ReadResult")).toContain(`200: ${type} }`);
  });

  it("is asked for by what its success is, before what its errors are", async () => {
    const error = { 400: { description: "no", content: { "application/json": { schema: ref } } } };
    const api = await apiOf(answering({ "application/pdf": {} }, error));
    await api.call("read");
    expect(api.last.headers.accept).toBe("application/pdf, application/json");
  });

  it.for<[documented: string, schema: object, sent: string]>([
    ["application/octet-stream", binary, "text/csv"],
    ["application/octet-stream", binary, "application/json"],
    ["application/octet-stream", binary, "application/xml"],
    ["application/octet-stream", {}, "text/plain"],
    ["application/pdf", binary, "text/csv"],
    ["image/*", {}, "image/svg+xml"],
    ["*/*", binary, "application/json"],
    ["application/json", binary, "text/plain"],
    ["text/csv", binary, "text/csv"],
  ])("that is a file under %s is a Blob: %s", async ([documented, schema, sent]) => {
    const api = await apiOf(answering({ [documented]: { schema } }));
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    api.answer = (_, response) => void response.writeHead(200, { "Content-Type": sent }).end(bytes);
    const result = await api.call("read");
    const data = (result as { data?: unknown }).data;
    expect(data).toBeInstanceOf(Blob);
    expect(Buffer.from(await (data as Blob).arrayBuffer())).toEqual(bytes);
    expect((data as Blob).type).toBe(sent);
  });

  it("that is a file is no login page", async () => {
    const api = await apiOf(answering({ "application/octet-stream": { schema: binary } }));
    api.answer = (_, response) => void response.writeHead(200, { "Content-Type": "text/html" }).end("<html>");
    await expect(api.call("read")).rejects.toMatchObject({ name: "InvalidResponseError" });
  });

  it.for(["*/*", "application/*"])("under %s with the schema of an object is no login page", async (range) => {
    const api = await apiOf(answering({ [range]: { schema: ref } }));
    api.answer = (_, response) => void response.writeHead(200, { "Content-Type": "text/html" }).end("<html>");
    await expect(api.call("read")).rejects.toMatchObject({ name: "InvalidResponseError" });
  });

  it("of a vendor's type is parsed, and its errors are what they say", async () => {
    const api = await apiOf(answering({ "application/vnd.acme.book": { schema: ref } }));
    const type = "application/vnd.acme.book";
    api.answer = (_, response) => void response.writeHead(200, { "Content-Type": type }).end('{"title":"é"}');
    expect(await api.call("read")).toMatchObject({ kind: "ok", data: { title: "é" } });
    api.answer = (_, response) => void response.writeHead(200, { "Content-Type": type }).end("{");
    await expect(api.call("read")).rejects.toMatchObject({ name: "InvalidResponseError", status: 200 });
    api.answer = (_, response) => void response.writeHead(500, { "Content-Type": "text/plain" }).end("oops");
    expect(await api.call("read")).toMatchObject({ kind: "unexpected", error: "oops" });
  });

  it("that is a file has errors that are no files", async () => {
    const problem = { 404: { description: "no", content: { "application/problem+json": { schema: ref } } } };
    const api = await apiOf(answering({ "application/pdf": { schema: binary } }, problem));
    api.answer = (_, response) =>
      void response.writeHead(404, { "Content-Type": "application/problem+json" }).end('{"title":"gone"}');
    expect(await api.call("read")).toMatchObject({ kind: "error", error: { title: "gone" } });
  });

  it.for<[what: string, content: Content]>([
    ["a range", { "*/*": { schema: ref } }],
    ["JSON before text", { "text/csv": {}, "application/json": { schema: ref } }],
    ["a vendor's type", { "application/vnd.acme.book": { schema: ref } }],
  ])("without a Content-Type is what is wanted most: %s", async ([, content]) => {
    const api = await apiOf(answering(content));
    api.answer = (_, response) => void response.writeHead(200).end('{"title":"t"}');
    expect(await api.call("read")).toMatchObject({ kind: "ok", data: { title: "t" } });
  });

  it("of JSON or a file is what its Content-Type says", async () => {
    const api = await apiOf(answering({ "application/zip": {}, "application/json": { schema: ref } }));
    api.answer = (_, response) => void response.writeHead(200, { "Content-Type": "application/zip" }).end("PK");
    expect((await api.call("read")) as object).toMatchObject({ data: expect.any(Blob) as unknown });
    api.answer = (_, response) =>
      void response.writeHead(200, { "Content-Type": "application/json" }).end('{"title":"t"}');
    expect(await api.call("read")).toMatchObject({ data: { title: "t" } });
  });
});

describe("a request body", () => {
  it.for<[what: string, content: Content, type: string, body: string]>([
    ["springdoc's range", { "*/*": { schema: ref } }, "application/json", "body: Book;"],
    [
      "ASP.NET's three",
      { "application/*+json": { schema: ref }, "text/json": { schema: ref }, "application/json": { schema: ref } },
      "application/json",
      'body: Book; contentType?: "application/json" | "text/json"',
    ],
    [
      "JSON after a form",
      { "multipart/form-data": { schema: ref }, "application/json": { schema: ref } },
      "application/json",
      "body: Book;",
    ],
    ["a vendor's JSON", { "application/vnd.acme+json": { schema: ref } }, "application/vnd.acme+json", "body: Book;"],
    ["a vendor's type", { "application/vnd.acme.book": { schema: ref } }, "application/vnd.acme.book", "body: Book;"],
    [
      "a type with a parameter",
      { "application/json; charset=utf-8": { schema: ref } },
      "application/json; charset=utf-8",
      "body: Book;",
    ],
  ])("of %s is sent as one type", async ([, content, type, body]) => {
    const api = await apiOf(taking(content));
    await api.call("send", { body: { title: "t" } });
    expect(api.last.headers["content-type"]).toBe(type);
    expect(api.last.body.toString()).toBe('{"title":"t"}');
    expect(typeOf(api.file("operations/default.ts"), "SendRequest")).toContain(body);
  });

  it.for<[media: string, schema: object, body: () => unknown, type: string | undefined]>([
    ["*/*", { type: "string" }, () => "text", "text/plain"],
    ["*/*", binary, () => new Blob(["text"], { type: "image/png" }), "image/png"],
    ["image/*", binary, () => new Blob(["text"], { type: "image/gif" }), "image/gif"],
    [
      "application/octet-stream",
      { type: "string", contentMediaType: "application/octet-stream" },
      () => new Blob(["text"]),
      "application/octet-stream",
    ],
    ["application/json", binary, () => new Blob(["text"]), "application/json"],
    ["text/csv", { type: "string" }, () => "text", "text/csv"],
  ])("under %s of %j is sent as it is", async ([media, schema, body, type]) => {
    const api = await apiOf(taking({ [media]: { schema } }));
    await api.call("send", { body: body() });
    expect(api.last.headers["content-type"]).toBe(type);
    expect(api.last.body.toString()).toBe("text");
  });
});

const text = (type: string): object => ({ [type]: { schema: { type: "string" } } });
const html = (status: number, type = "text/html; charset=utf-8") =>
  ((_, response) =>
    void response
      .writeHead(status, { "content-type": type, etag: '"login"' })
      .end("<html>Please sign in")) as Api["answer"];

describe("the media types of errors promise nothing for a success", () => {
  it.for<[what: string, content: Content]>([
    ["JSON", { "application/json": { schema: ref } }],
    ["a file", { "application/pdf": { schema: binary } }],
    ["text", text("text/csv") as Content],
    ["XML", text("application/xml") as Content],
  ])("a login page is not %s because a 404 is a page", async ([, content]) => {
    const api = await apiOf(answering(content, { 404: { description: "no", content: text("text/html") } }));
    api.answer = html(200);
    await expect(api.call("read")).rejects.toMatchObject({ name: "InvalidResponseError" });
    expect(api.last.headers.accept).toBe(`${Object.keys(content)[0]!}, text/html`);
    api.answer = html(404);
    expect(await api.call("read")).toMatchObject({ kind: "error", status: 404, error: "<html>Please sign in" });
  });

  it("a change that a login page answers may have been made or not", async () => {
    const content = { "application/json": { schema: ref } };
    const responses = {
      200: { description: "ok", content },
      default: { description: "no", content: text("text/html") },
    };
    const api = await apiOf({
      paths: {
        "/books/{id}": {
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          get: { operationId: "read", responses },
          patch: {
            operationId: "change",
            parameters: [{ name: "If-Match", in: "header", required: true, schema: { type: "string" } }],
            requestBody: { content },
            responses,
          },
        },
      },
      components,
    });
    api.answer = html(200);
    const request = { path: { id: "1" }, body: { title: "x" }, ifMatch: entityTag("Book", "1", '"a"') };
    expect(await api.call("change", request)).toMatchObject({ kind: "ambiguous" });
    await expect(api.call("read", { path: { id: "1" } })).rejects.toMatchObject({ name: "InvalidResponseError" });
  });

  it("a page that a success may be is one, and so is what `default` alone describes", async () => {
    const both = { ...text("text/html"), "application/json": { schema: ref } } as Content;
    const api = await apiOf(answering(both, { 404: { description: "no", content: text("text/plain") } }));
    api.answer = html(200);
    expect(await api.call("read")).toMatchObject({ kind: "ok", data: "<html>Please sign in" });
    const other = await apiOf({
      paths: {
        "/it": {
          get: { operationId: "read", responses: { default: { description: "any", content: text("text/html") } } },
        },
      },
    });
    other.answer = html(200);
    expect(await other.call("read")).toMatchObject({ status: 200, data: "<html>Please sign in" });
  });
});

it.for(["", "text/html", "application/octet-stream"])("a 200 of type %j is no JSON that was promised", async (type) => {
  const api = await apiOf(answering({ "application/json": { schema: ref } }));
  api.answer = (_, response) => void response.writeHead(200, { "content-type": type }).end('{"title":"x"}');
  await expect(api.call("read")).rejects.toMatchObject({ name: "InvalidResponseError" });
});

describe("a text of no characters", () => {
  it.for(["text/plain", "text/csv", "application/xml"])("is one, of %s", async (type) => {
    const api = await apiOf(answering(text(type) as Content));
    api.answer = (_, response) => void response.writeHead(200, { "content-type": type }).end();
    expect(await api.call("read")).toMatchObject({ kind: "ok", data: "" });
  });

  it("is nothing where the document gives no body", async () => {
    const api = await apiOf({
      paths: { "/it": { get: { operationId: "read", responses: { 200: { description: "ok" } } } } },
    });
    // As Django and others send it.
    api.answer = (_, response) => void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end();
    expect(await api.call("read")).toMatchObject({ kind: "ok", data: undefined });
  });
});
