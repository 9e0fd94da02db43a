import type { Representation } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { type KeyParts, keyParts, seal, unseal } from "../../runtime/stores/stored.js";
import { keyOf, withoutSource } from "./representation.js";

/* What leaves memory and comes back: without credentials, and not unless it is whole. */

const url = "https://notes.example/notes/1/";
const whole: Representation = {
  etag: '"v1"',
  lastModified: "Sun, 06 Nov 1994 08:49:37 GMT",
  data: { id: 1 },
  status: 200,
  headers: { etag: '"v1"', "content-type": "application/json" },
  vary: [
    ["accept-language", "en"],
    ["prefer", undefined],
  ],
  bytes: 8,
};
/** As storage has it: JSON. */
const sealed = (representation: Representation = whole): Record<string, unknown> =>
  JSON.parse(JSON.stringify(seal(representation))) as Record<string, unknown>;

describe("a representation that was stored", () => {
  it.each<[string, Partial<Representation>]>([
    ["whole", {}],
    ["without a tag", { etag: null }],
    ["under a weak tag", { etag: 'W/"v1"' }],
    ["without a date", { lastModified: null }],
    ["without a body", { bytes: 0, data: undefined }],
    ["without headers", { headers: {} }],
    ["the same for all requests", { vary: [] }],
  ])("comes back %s", (_, over) => {
    expect(withoutSource(unseal([sealed({ ...whole, ...over })]))).toEqual([{ ...whole, ...over }]);
  });

  it.each<[string, object]>([
    ["a tag without quotes", { etag: "v1" }],
    ["no tag where one belongs", { etag: undefined }],
    ["a number for a tag", { etag: 1 }],
    ["a list for a tag", { etag: ['"v1"'] }],
    ["a number for a date", { lastModified: 0 }],
    ["no date where one belongs", { lastModified: undefined }],
    ["a text for a status", { status: "200" }],
    ["a text for a size", { bytes: "8" }],
    ["a size below zero", { bytes: -1 }],
    ["no headers", { headers: null }],
    ["a text for headers", { headers: "" }],
    ["a header that is no text", { headers: { etag: '"v1"', age: 5 } }],
    ["a text for `Vary`", { vary: "accept" }],
    ["an object for `Vary`", { vary: {} }],
    ["a name for a selecting header", { vary: [["accept", "a"], "prefer"] }],
    ["an object for a selecting header", { vary: [{ 0: "accept" }] }],
    ["a selecting header without a name", { vary: [[7, "a"]] }],
    ["a selecting header with an object for a value", { vary: [["accept", {}]] }],
    ["a selecting header with null for a value", { vary: [["accept", null]] }],
  ])("is none with %s, and takes those beside it with it", (_, over) => {
    const damaged = { ...sealed(), ...over };
    expect(unseal([damaged])).toBeUndefined();
    expect(unseal([sealed(), damaged])).toBeUndefined();
  });

  it.each([undefined, null, "text", 7, {}, [null], ["text"], [[]]])("is none where %j is stored", (stored) => {
    expect(unseal(stored)).toBeUndefined();
  });

  it("comes back with nothing that others put beside it", () => {
    expect(unseal([{ ...sealed(), polluted: true }])).toStrictEqual([{ ...whole, source: '{"id":1}' }]);
  });

  it("leaves as the server sent it, and comes back so, whatever a page made of it since", () => {
    const changed = { ...whole, data: { id: 2 }, source: '{"id":1}' };
    expect(sealed(changed)).not.toHaveProperty("source");
    expect(unseal([sealed(changed)])).toEqual([{ ...whole, source: '{"id":1}' }]);
  });
});

describe("the credentials of a representation", () => {
  const varying = (...vary: Representation["vary"]): Representation => ({ ...whole, vary });

  it("keep it in memory where a secret selects it", () => {
    expect(seal(varying(["accept", "text/html"], ["x-csrf-token", "s3cret"]))).toBeUndefined();
    expect(seal(varying(["authorization", "Bearer ann"]))).toBeUndefined();
    expect(seal(varying(["x-author", "ann"]))).toBeDefined();
    expect(seal(varying(["x-csrf-token", undefined]))).toBeDefined();
  });

  it("leave its headers, too", () => {
    const { headers } = seal({ ...whole, headers: { ...whole.headers, "set-cookie": "sid=1" } })!;
    expect(headers).toEqual(whole.headers);
  });
});

describe("the key of a store", () => {
  it.each<[string, KeyParts | undefined]>([
    [keyOf(url, "ann"), { url, caller: "ann", isSecret: false }],
    [JSON.stringify([`${url}?key=k3y`, "ann", true]), { url: `${url}?key=k3y`, caller: "ann", isSecret: true }],
    ["people", undefined],
    ['"people"', undefined],
    ['{"url":1}', undefined],
    ["", undefined],
  ])("%j says %j", (text, parts) => {
    expect(keyParts(text)).toEqual(parts);
  });
});
