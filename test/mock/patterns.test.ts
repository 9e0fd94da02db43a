/** A pattern that must not be run is run by nobody; the file would not end otherwise. */
import { readFileSync } from "node:fs";
import type { ZodType } from "zod";
import { describe, expect, test } from "vitest";
import { createMock } from "../../generator/mock/create.js";
import { run } from "../cli/recording-terminal.js";
import { jobsApi, workspace } from "../cli/workspace.js";

const document = jobsApi({
  components: {
    schemas: {
      Job: {
        type: "object",
        properties: { id: { type: "integer" }, code: { type: "string", pattern: "^(a+)+$" } },
      },
    },
  },
});

describe("a pattern of exponential time", () => {
  test("is left out of the schemas, and the warning has its place", async () => {
    const folder = workspace({ "schema.json": document });
    const { code, stdout, stderr } = await run(folder, "generate", "schema.json");
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).toMatch(
      /schema\.json:\d+:\d+ .*The pattern "\^\(a\+\)\+\$" can take time that explodes/,
    );
  });

  test("is not run on what the mock is sent", async () => {
    const folder = workspace({ "schema.json": document });
    const mock = await createMock({ schema: `${folder}/schema.json` });
    const url = "http://mock.test/jobs/1/";
    const etag = (await mock.fetch(new Request(url))).headers.get("etag")!;
    const response = await mock.fetch(
      new Request(url, {
        method: "PATCH",
        headers: { "content-type": "application/json", "if-match": etag },
        body: JSON.stringify({ code: `${"a".repeat(60)}!` }),
      }),
    );
    expect(response.status).toBe(200);
  });

  test("has a comment in its place, which it cannot end", async () => {
    const pattern = "^(a+)+[*]*/\u202e\n$";
    const schemas = { Job: { type: "object", properties: { code: { type: "string", pattern } } } };
    const folder = workspace({ "schema.json": jobsApi({ components: { schemas } }) });
    expect((await run(folder, "generate", "schema.json")).code).toBe(0);
    const text = readFileSync(`${folder}/generated/schemas.ts`, "utf8");
    const [, comment] = /z\.string\(\) \/\*(.*)/.exec(text) ?? [];
    expect(comment).toMatch(/^ not checked against the pattern "\^\(a\+\)\+.*" \*\//);
    expect(comment!.match(/\*\//g)).toHaveLength(1);
    expect(text).not.toMatch(/\u202e/);
  });

  test("is checked up to the length that the config chooses, whatever is in it", async () => {
    const properties = {
      code: { type: "string", pattern: "^(a+)+$" },
      word: { type: "string", pattern: "x|^(b|b)*$" },
    };
    const api = jobsApi({ components: { schemas: { Job: { type: "object", properties } } } });
    const config = 'export default { input: "schema.json", slowPatterns: 20 };';
    const folder = workspace({ "schema.json": api, "ifmatch.config.mjs": config });
    const { code, stdout, stderr } = await run(folder, "generate");
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).toContain("strings of more than 20 characters are not checked against it");
    const { Job } = (await import(`${folder}/generated/schemas.ts`)) as { readonly Job: ZodType };
    const passes = (job: object): boolean => Job.safeParse(job).success;
    expect(passes({ code: "aaa" })).toBe(true);
    expect(passes({ code: "aab" })).toBe(false);
    expect(passes({ code: `${"a".repeat(19)}b` })).toBe(false);
    // Longer: it passes, and at once.
    expect(passes({ code: `${"a".repeat(20)}b` })).toBe(true);
    expect(passes({ code: `${"a".repeat(100_000)}b` })).toBe(true);
    // Characters are counted as JSON Schema counts them, and an alternative of the pattern stays one.
    expect(passes({ code: "\u{1F600}".repeat(20) })).toBe(false);
    expect(passes({ code: "\u{1F600}".repeat(21) })).toBe(true);
    expect(passes({ word: "-x-" })).toBe(true);
    expect(passes({ word: "-bb" })).toBe(false);
  });
});
