import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { fromParts } from "../../scripts/openapi-core-parts.js";

test("what is bundled of openapi-core is imported from the files that have it", () => {
  const code = fromParts('import { BaseResolver, type Document, normalizeTypes as n } from "@redocly/openapi-core";\n');
  const imports = [...code.matchAll(/import \{ ([^}]*) \} from "([^"]*)";/g)];
  expect(imports.map(([, names]) => names)).toEqual(["BaseResolver", "normalizeTypes as n"]);
  expect(imports.map(([, , file]) => file!.replace(/.*openapi-core/, ""))).toEqual([
    "/lib/resolve.js",
    "/lib/types/index.js",
  ]);
  expect(imports.every(([, , file]) => existsSync(file!))).toBe(true);
});

test("types are imported from nowhere, other packages as they are", () => {
  const others = 'import type { Document } from "@redocly/openapi-core";\nimport { load } from "js-yaml4";\n';
  expect(fromParts(others)).toBe(others);
  expect(fromParts('import { type Document } from "@redocly/openapi-core";\n').trim()).toBe("");
});

test("a name that the index has not fails the build", () => {
  expect(() => fromParts('import { nothing } from "@redocly/openapi-core";')).toThrow("no file for nothing");
});
