import { describe, expect, it } from "vitest";
import {
  bookServer,
  type BookServer,
  change,
  clientOf,
  one,
  type Outcome,
  patch,
  read,
  thrown,
} from "./book-server.js";

/* Each message says what is the case. */

async function messageOf(book: BookServer, etag: string): Promise<string> {
  book.fault = (arrival, response) => {
    if (arrival.method !== "GET") return false;
    book.answer(response, 200, book.note, etag ? { ETag: etag } : {});
    return true;
  };
  const client = clientOf(book);
  return (await thrown(patch(client, { ...one, body: {}, ifMatch: await read(client) }))).message;
}

const told = (result: Outcome): string => (result as { message: string }).message;

describe("a tag that is none (RFC 9110, 8.8.3)", () => {
  it.for([
    ["abc", /ETag: abc.*quotes/],
    ['""abc""', /ETag: ""abc"".*(twice|quotes)/],
    ["W/abc", /ETag: W\/abc.*quotes/],
    ['w/"abc"', /ETag: w\/"abc".*W\//],
    ["", /no entity-tag.*(ETag|Expose)/s],
  ] as const)("%s is called what it is", async ([etag, message]) => {
    expect(await messageOf(await bookServer(), etag)).toMatch(message);
  });
});

describe("a 412", () => {
  it("to a weak tag is told apart from a change by others, and from a server that compares weakly", async () => {
    const book = await bookServer();
    book.fault = (arrival, response) => {
      if (arrival.method !== "GET") return false;
      book.answer(response, 200, book.note, { ETag: `W/${book.tag()}` });
      return true;
    };
    const client = clientOf(book);
    const message = told(await patch(client, { ...one, body: {}, ifMatch: await read(client) }));
    expect(message).toMatch(/W\/"r1".*weak/);
    expect(message).toMatch(/8\.8\.3\.2/);
    expect(message).not.toMatch(/changed since you loaded/);
  });

  it("to `ifMatch: null` is no change since anybody loaded anything", async () => {
    const book = await bookServer();
    book.fault = (arrival, response) => {
      book.answer(response, 412);
      return arrival.method !== "GET";
    };
    const write = change("PATCH", { ifMatch: "optional" });
    const message = told(await write(clientOf(book), { ...one, body: {}, ifMatch: null }));
    expect(message).not.toMatch(/since you loaded/);
    expect(message).toMatch(/no If-Match|without If-Match/);
  });

  it("promises no more than is known, and says the server's own reason first", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.changeElsewhere({});
    expect(told(await patch(client, { ...one, body: {}, ifMatch: before }))).not.toMatch(/nothing was written/i);
    book.fault = (arrival, response) => {
      if (arrival.method === "GET") return false;
      book.answer(response, 412, { detail: "The job is locked by the scheduler." });
      return true;
    };
    const [line] = told(await patch(client, { ...one, body: {}, ifMatch: before })).split("\n");
    expect(line).toMatch(/^The job is locked by the scheduler\./);
  });
});

it("a 428 and an error say the server's own reason first", async () => {
  const book = await bookServer();
  const client = clientOf(book);
  const before = await read(client);
  for (const status of [428, 400]) {
    book.fault = (arrival, response) => {
      if (arrival.method === "GET") return false;
      book.answer(response, status, { title: "Not like this." });
      return true;
    };
    expect(told(await patch(client, { ...one, body: {}, ifMatch: before }))).toMatch(/^Not like this\./);
  }
});

it("status 0 is explained", async () => {
  const book = await bookServer();
  const client = clientOf(book);
  const before = await read(client);
  const blocked = clientOf(book, { fetch: async () => Response.error() });
  const saved = await patch(blocked, { ...one, body: {}, ifMatch: before });
  expect(saved.kind).toBe("ambiguous");
  expect(told(saved)).not.toMatch(/\b0 /);
  expect((await thrown(read(blocked))).message).toMatch(/no response|network/i);
});
