import { join } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { createMock } from "ifmatch/mock";
import { RefusedError } from "../../generator/diagnostics.js";
import { document, operation, workspace } from "../cli/workspace.js";
import { hostileFiles, hostileFolder } from "../corpus/hostile.js";
import { send } from "./sample.js";

describe("hostile documents", { tags: ["hostile"] }, () => {
  const outcomes = { served: 0, refused: 0 };
  const untouched = Object.getOwnPropertyNames(Object.prototype).sort();
  afterAll(() => console.log(`hostile documents mocked: ${outcomes.served} served, ${outcomes.refused} refused`));

  test("are all there", () => {
    expect(hostileFiles).toHaveLength(78);
  });

  test.for(hostileFiles)("%s is served or refused, and nothing else", async (file) => {
    const mock = await createMock({ schema: join(hostileFolder(), file) }).catch((error: unknown) => {
      expect(error).toBeInstanceOf(RefusedError);
      return undefined;
    });
    outcomes[mock ? "served" : "refused"]++;
    for (const { path, keys } of mock?.resources() ?? []) {
      let at = 0;
      const url = path.replace(/\{[^{}]+\}/g, () => encodeURIComponent(keys[0]?.[at++] ?? "x"));
      for (const method of ["GET", "PUT", "PATCH", "POST", "DELETE"]) {
        const body = method === "GET" || method === "DELETE" ? undefined : JSON.parse('{"__proto__":{"polluted":1}}');
        const { status } = await send(mock!, method, encodeURI(decodeURI(url)), { "If-Match": "*" }, body);
        expect([file, method, url, status < 500]).toEqual([file, method, url, true]);
      }
    }
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(untouched);
  });
});

describe("a schema may mean more than fits into memory", () => {
  const answer = async (schema: object, schemas: object = {}): Promise<unknown> => {
    const paths = { "/bomb": { get: operation("bomb", {}, schema as Record<string, unknown>) } };
    const place = workspace({ "schema.json": document(paths, { components: { schemas } }) });
    const { status, json } = await send(await createMock({ schema: join(place, "schema.json") }), "GET", "/bomb");
    expect(status).toBe(200);
    return json();
  };

  it("references that double at each level", async () => {
    const level = (next: number): object => ({
      type: "object",
      properties: Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [`p${index}`, { $ref: `#/components/schemas/L${next}` }]),
      ),
    });
    const levels = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`L${index}`, level((index + 1) % 40)]));
    expect(JSON.stringify(await answer({ $ref: "#/components/schemas/L0" }, levels)).length).toBeLessThan(1_000_000);
  });

  it("huge lengths, counts and quantifiers, and names that objects have already", async () => {
    const value = await answer({
      type: "object",
      required: ["items", "constructor", "text"],
      properties: {
        items: { type: "array", minItems: 1e9, items: { type: "string" } },
        text: { type: "string", minLength: 1e9 },
        pattern: { type: "string", pattern: "^a{1000000000}$" },
        constructor: { type: "string" },
        // A name that `{}` would take for its prototype.
        ["__proto__"]: { type: "string" },
      },
    });
    expect(JSON.stringify(value).length).toBeLessThan(100_000);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value as object, "constructor")).toBe(true);
  });
});
