import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { clientSchema } from "../../generator/config/schema.js";

const page = new URL("../../docs/config.md", import.meta.url);

const options = {
  "a client": Object.keys(clientSchema.shape),
  "an operation": Object.keys(clientSchema.shape.operations.unwrap().valueType.shape),
  "a resource": Object.keys(clientSchema.shape.resources.unwrap().valueType.shape),
  "the linter": Object.keys(clientSchema.shape.lint.unwrap().shape),
  "a suppression": Object.keys(clientSchema.shape.lint.unwrap().shape.suppress.unwrap().element.shape),
  "a selection": Object.keys(clientSchema.shape.include.unwrap().shape),
  names: Object.keys(clientSchema.shape.names.unwrap().shape),
  limits: Object.keys(clientSchema.shape.limits.unwrap().shape),
  statuses: Object.keys(clientSchema.shape.statuses.unwrap().shape),
};

describe("docs/config.md", () => {
  for (const [owner, names] of Object.entries(options)) {
    test.for(names)(`names the option \`%s\` of ${owner}`, (name) => {
      expect(readFileSync(page, "utf8").includes(`\`${name}\``), `docs/config.md mentions \`${name}\``).toBe(true);
    });
  }

  test("shows how several clients are written", () => {
    expect(readFileSync(page, "utf8")).toMatch(/\bclients: \{/);
  });
});
