/** A pattern that must not be run is run by nobody; the file would not end otherwise. */
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
});
