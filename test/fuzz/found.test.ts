/** What `npm run fuzz` has found, each in its smallest form: never again. */
import { describe, expect, test } from "vitest";
import { brokenPromises, judge } from "./case.js";

const files = (document: object, settings: object = {}): Record<string, string> => ({
  "schema.json": JSON.stringify(document),
  "ifmatch.config.json": JSON.stringify({ input: "schema.json", ...settings }),
});

describe("nothing of ours fails", () => {
  test.for(["generate", "lint", "report", "enrich", "mock"])(
    "where two references refer to themselves, for %s",
    async (command) => {
      const document = {
        openapi: "3.1.0",
        info: { $ref: "#/info" },
        paths: { "/": { get: { responses: { 200: { $ref: "#" } } } } },
      };
      const argv = command === "mock" ? ["mock", "-o", "mock.json"] : [command];
      expect(await brokenPromises({ files: files(document), argv })).toEqual([]);
    },
  );

  test.for(["generate", "lint", "report", "enrich"])(
    "where a text is a reference to what it is in, for %s",
    async (command) => {
      const document = { openapi: "3.2.0", tags: [{}, { description: { $ref: "#/tags/1" } }] };
      // Nothing is copied in a document of one piece, so that this has an end; a description of a tag is for people.
      expect(await judge({ files: files(document), argv: [command] })).toEqual({ code: 0, broken: [] });
    },
  );

  test("where paths of Swagger 2.0 share a body, and have more than operations", async () => {
    const item = {
      "x-concurrency": "none",
      summary: "Jobs",
      parameters: [{ name: "job", in: "body", schema: { type: "object" } }],
      put: { responses: { 204: { description: "ok" } } },
    };
    const document = { swagger: "2.0", info: { title: "Jobs", version: "1" }, paths: { "/jobs": item } };
    expect(await judge({ files: files(document), argv: ["generate"] })).toEqual({ code: 0, broken: [] });
  });

  test.for(["generate", "lint"])("where two references pass through themselves, for %s", async (command) => {
    const document = {
      openapi: "3.1.0",
      info: { title: "Jobs", version: "1" },
      paths: {
        "/a": { $ref: "#/paths/~1b/get" },
        "/b": { $ref: "#/paths/~1b/get" },
        "/c": { $ref: "#/paths/~1a/get" },
      },
    };
    expect(await brokenPromises({ files: files(document), argv: [command] })).toEqual([]);
  });

  test.for(["##[error]x", "a\n::error::x", "\u001b[2J", "--\u001b[2J"])(
    "where the command line is %j, which the answer quotes",
    async (word) => {
      expect(await brokenPromises({ files: {}, argv: [word] })).toEqual([]);
      expect(await brokenPromises({ files: {}, argv: ["generate", word] })).toEqual([]);
    },
  );
});
