/** Texts that are nothing but near misses: each costs a comparison, and a document may have megabytes of them. */
import { expect, test } from "vitest";
import { lintText } from "./lint-text.js";

const NEAR = "Concurency is controled in this endpoint (E-tag/If-Match). ";
const document = (description: string): string =>
  `paths: ${JSON.stringify({
    "/jobs/{id}": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
      get: { operationId: "read", responses: { 200: { description: "ok" } } },
      patch: { operationId: "update", description, responses: { 200: { description: "ok" } } },
    },
  })}`;

test.for([
  ["two megabytes of them", NEAR.repeat(35_000)],
  ["one after two megabytes of other words", `${"Lorem ipsum dolor sit amet. ".repeat(75_000)}${NEAR}`],
  ["words of the phrase alone", `${NEAR}${"endpoint concurrency controlled ".repeat(60_000)}`],
])("a near miss is found in %s", async ([, description]) => {
  const found = await lintText(document(description!));
  expect(found.filter(({ rule }) => rule === "marker-near-miss")).toHaveLength(1);
});
