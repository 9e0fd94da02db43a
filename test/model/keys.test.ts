/** Keys that are not, or not only, in the path: RFC 3986, 3.4 counts the query among what identifies a resource. */
import { describe, expect, test } from "vitest";
import { OverrideError } from "../../generator/model/overrides.js";
import { body, operation } from "../cli/workspace.js";
import { modelOf, operationOf, placeOf, said } from "./model-of.js";

type Json = Record<string, unknown>;

const object: Json = { type: "object", properties: { name: { type: "string" } } };
const ifMatch: Json = { name: "If-Match", in: "header", required: true, schema: { type: "string" } };
const query = (name: string, more: Json = {}): Json => ({
  name,
  in: "query",
  required: true,
  schema: { type: "string" },
  ...more,
});
const header = (name: string): Json => ({ ...query(name), in: "header" });
const optional = (name: string): Json => query(name, { required: false });
const inPath = (name: string): Json => ({ ...query(name), in: "path" });
const read = (parameters: Json[] = []): Json => ({ get: operation("read", { parameters }, object) });
const write = (parameters: Json[] = [], more: Json = body(object)): Json => ({
  patch: operation("write", { parameters: [...parameters, ifMatch], ...more }, object),
});
/** Where each of the two operations carries the key, and what is said about it. */
async function keysOf(path: string, item: Json, operations: Record<string, Json> = {}, more: Json = {}) {
  const model = await modelOf({ paths: { [path]: item }, ...more }, { operations });
  const placesOf = (id: string): string[] | string => {
    const { concurrency } = operationOf(model, id);
    if (!("key" in concurrency)) return concurrency.role;
    const places = concurrency.key.values.map((value) => `${value.in}.${value.name}`);
    return concurrency.key.kind === "values" ? places : `unresolved ${places.join(" ")}`;
  };
  return { read: placesOf("read"), write: placesOf("write"), said: said(model).map((line) => line.split(":")[0]) };
}

describe("a required query parameter", () => {
  test("that identifies the record is its key", async () => {
    expect(await keysOf("/record", { parameters: [query("id")], ...read(), ...write() })).toEqual({
      read: ["query.id"],
      write: ["query.id"],
      said: [],
    });
  });

  const names = "number owner type url date timestamp client_id transaction_id request_id session_id".split(" ");
  test.for(names)("identifies by being required, whatever it is called: %s", async (name) => {
    const found = await keysOf("/record", { parameters: [query(name)], ...read(), ...write() });
    expect(found).toMatchObject({ read: [`query.${name}`], write: [`query.${name}`] });
  });

  test("completes a key that begins in the path, where the change carries it as well", async () => {
    const item = { parameters: [inPath("key"), query("label")], ...read(), ...write() };
    expect(await keysOf("/kv/{key}", item)).toMatchObject({ write: ["path.key", "query.label"], said: [] });
  });

  test("of a change counts on the retrieval that may be sent without it", async () => {
    const item = { parameters: [inPath("doc")], ...read([optional("branch")]), ...write([query("branch")]) };
    const key = ["path.doc", "query.branch"];
    expect(await keysOf("/docs/{doc}", item)).toEqual({ read: key, write: key, said: [] });
    const reason = { parameters: [inPath("doc")], ...read([optional("reason")]), ...write([query("reason")]) };
    expect(await keysOf("/docs/{doc}", reason)).toMatchObject({ write: ["path.doc"] });
  });

  test("of the retrieval alone selects a form of what the path names", async () => {
    const item = { parameters: [inPath("id")], ...read([query("revision")]), ...write() };
    expect(await keysOf("/docs/{id}", item)).toEqual({ read: ["path.id"], write: ["path.id"], said: [] });
  });

  test.for([
    ["api-version", query("api-version")],
    ["a flag", query("archived", { schema: { type: "boolean" } })],
    ["a list", query("parts", { schema: { type: "array", items: { type: "string" } } })],
    ["a constant", query("kind", { schema: { enum: ["record"] } })],
    ["a format", query("format")],
  ] as const)("that is %s identifies nothing", async ([, parameter]) => {
    const found = await keysOf("/settings", { parameters: [parameter], ...read(), ...write() });
    expect(found).toEqual({ read: [], write: [], said: [] });
  });

  test("that is called like a form of the record counts where the change carries it", async () => {
    expect(await keysOf("/text", { parameters: [query("lang")], ...read(), ...write() })).toMatchObject({
      write: ["query.lang"],
    });
    expect(await keysOf("/text", { ...read([query("lang")]), ...write() })).toMatchObject({ write: [], said: [] });
  });

  test("that carries a credential identifies nobody's record", async () => {
    const components = { securitySchemes: { key: { type: "apiKey", in: "query", name: "access" } } };
    const item = { parameters: [query("access")], ...read(), ...write() };
    expect(await keysOf("/settings", item, {}, { components })).toEqual({ read: [], write: [], said: [] });
  });

  test("may be a property of the body that is sent", async () => {
    const sent = body({ type: "object", properties: { id: { type: "string" } } });
    expect(await keysOf("/record", { ...read([query("id")]), ...write([], sent) })).toMatchObject({
      read: ["query.id"],
      write: ["body.id"],
      said: [],
    });
  });

  test("that a view of a record needs as well makes it something else", async () => {
    const model = await modelOf({
      paths: {
        "/jobs/{id}": { parameters: [inPath("id")], ...read(), ...write() },
        "/jobs/{id}/line": {
          get: operation("line", { parameters: [inPath("id"), query("line"), optionalTag] }, object),
        },
      },
    });
    expect(placeOf(model, "line")).toMatchObject({ resource: "JobLine" });
  });
  const optionalTag = { name: "If-None-Match", in: "header", schema: { type: "string" } };
});

describe("a required header", () => {
  test("that names a tenant completes the key, in any case", async () => {
    const item = {
      parameters: [inPath("key")],
      ...read([header("X-Tenant")]),
      ...write([header("x-tenant")]),
    };
    expect(await keysOf("/kv/{key}", item)).toEqual({
      read: ["path.key", "header.X-Tenant"],
      write: ["path.key", "header.x-tenant"],
      said: [],
    });
  });

  test.for(["X-Request-ID", "User-Agent", "X-Api-Key"])("such as %s does not", async (name) => {
    const item = { parameters: [inPath("key"), header(name)], ...read(), ...write() };
    expect(await keysOf("/kv/{key}", item)).toMatchObject({ write: ["path.key"] });
  });
});

describe("where it cannot be told which record is meant, that is said, and the key is not empty", () => {
  test.for([
    ["the change does not carry it", read([query("id")]), write(), "unresolved ", ["warning unresolved-key"]],
    ["it is optional", read([optional("id")]), write([optional("id")]), "unresolved query.id", undefined],
    ["only the change takes it", read(), write([query("id")]), "unresolved query.id", undefined],
  ] as const)("%s", async ([, get, patch, key, notes]) => {
    const found = await keysOf("/record", { ...get, ...patch });
    expect(found.write).toBe(key);
    expect(found.said).toEqual(notes ?? ["warning unresolved-key", "warning unresolved-key"]);
  });

  test("a change that is its own resource is keyed by all that may say which", async () => {
    const model = await modelOf({ paths: { "/record": write([query("id")]) } });
    expect(placeOf(model, "write")).toMatchObject({
      key: { kind: "unresolved", values: [{ in: "query", name: "id" }] },
    });
  });

  test("but a record of which there is one needs no key", async () => {
    expect(await keysOf("/settings", { ...read(), ...write() })).toEqual({ read: [], write: [], said: [] });
  });
});

describe("the config", () => {
  const item = { ...read([optional("id")]), ...write([optional("id")]) };

  test("may say that a query parameter is the key", async () => {
    const key = { key: "query.id" };
    expect(await keysOf("/record", item, { read: key, write: key })).toEqual({
      read: ["query.id"],
      write: ["query.id"],
      said: [],
    });
    expect(await keysOf("/record", item, { read: key })).toMatchObject({ write: ["query.id"] });
  });

  test("may say that a header is, beside the path", async () => {
    const kv = { parameters: [inPath("key"), header("X-Partition")], ...read(), ...write() };
    const key = { key: ["path.key", "header.x-partition"] };
    expect(await keysOf("/kv/{key}", kv, { read: key, write: key })).toMatchObject({
      write: ["path.key", "header.X-Partition"],
    });
  });

  test("is told to state the key of the retrieval as well, and names a parameter that the operation has", async () => {
    const found = (operations: Record<string, Json>): Promise<unknown> =>
      keysOf("/settings", { ...read(), ...write([query("lang")]) }, operations).catch((error: unknown) => error);
    const error = await found({ write: { key: "query.lang" } });
    expect(error).toBeInstanceOf(OverrideError);
    expect((error as Error).message).toContain("state the key of read as well");
    expect(String(await found({ read: { key: "query.id" } }))).toContain(
      'is "query.id", but GET /settings has no such query parameter.',
    );
  });
});
