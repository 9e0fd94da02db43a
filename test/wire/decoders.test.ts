import { blob, decoders, jsonBody, jsonLines, serverSentEvents } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";

/* Which decoder reads a response: the one of its status, then that of its media type (OpenAPI 3.1, 4.8.16 and 4.8.17). */

const named = (name: string) => (): Promise<{ data: string; bytes: number }> =>
  Promise.resolve({ data: name, bytes: 0 });

describe("decoders", () => {
  const read = decoders({
    200: { "*/*": named("200") },
    "2XX": { "*/*": named("2XX") },
    "4XX": { "text/*": named("text"), "text/csv": named("csv"), "application/json": named("json") },
    default: { "*/*": named("default") },
  });
  const chosen = async (status: number, type: string): Promise<unknown> =>
    (await read(new Response("", { status }), type))?.data;

  it.each([
    [200, "200"],
    [201, "2XX"],
    [500, "default"],
  ])("are those of the status, of its range, or the default ones: %i", async (status, name) => {
    expect(await chosen(status, "text/plain")).toBe(name);
  });

  it.each([
    ["text/csv", "csv"],
    ["Text/CSV; charset=utf-8", "csv"],
    ["text/plain", "text"],
    ["application/json", "json"],
    ["application/pdf", undefined],
    ["", undefined],
  ])("of a media type come before those of a range: %s", async (type, name) => {
    expect(await chosen(400, type)).toBe(name);
  });

  it("are none where the document says nothing of the status", () => {
    expect(decoders({ 200: { "*/*": blob } })(new Response(""), "text/plain")).toBeDefined();
    expect(decoders({ 201: { "*/*": blob } })(new Response(""), "text/plain")).toBeUndefined();
  });

  it("of any media type say so, and what was read has the last word", async () => {
    const anyType = async (type: string, decoder = named("x")): Promise<unknown> =>
      (await decoders({ default: { [type]: decoder } })(new Response(""), "text/csv"))?.anyType;
    expect([await anyType("*/*"), await anyType("text/*"), await anyType("text/csv")]).toEqual([true, false, false]);
    const certain = async () => ({ data: "", bytes: 0, anyType: false });
    expect(await anyType("*/*", certain)).toBe(false);
  });
});

describe("bodies that their Content-Type does not describe", () => {
  it("are files under any type", async () => {
    const { data, bytes } = await blob(new Response("é", { headers: { "content-type": "application/json" } }));
    expect([await (data as Blob).text(), bytes]).toEqual(["é", 2]);
  });

  it("are JSON of a vendor's, with the text that they were parsed from", async () => {
    expect(await jsonBody(new Response('{"a":"é"}'))).toEqual({ data: { a: "é" }, bytes: 10, source: '{"a":"é"}' });
    expect(await jsonBody(new Response(""))).toEqual({ data: undefined, bytes: 0 });
    expect(await jsonBody(new Response("<p>"))).toMatchObject({ data: "<p>", flaw: { kind: "syntax" } });
  });

  it("arrive while they are read, or are empty", async () => {
    for (const decoder of [jsonLines, serverSentEvents]) {
      const { data, arrives } = await decoder(new Response(null));
      expect(arrives).toBe(true);
      expect(await (data as AsyncGenerator).next()).toEqual({ done: true, value: undefined });
    }
  });
});
