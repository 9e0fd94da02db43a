import { expect, test } from "vitest";
import { compileCacheFolder } from "../../generator/cli/compile-cache.js";

test.for([
  ["file:///app/node_modules/ifmatch/dist/bin.js", "/app/node_modules/.cache/ifmatch/node"],
  ["file:///my%20app/node_modules/ifmatch/dist/bin.js", "/my app/node_modules/.cache/ifmatch/node"],
  [
    "file:///app/node_modules/.pnpm/ifmatch@1.0.0/node_modules/ifmatch/dist/bin.js",
    "/app/node_modules/.pnpm/ifmatch@1.0.0/node_modules/.cache/ifmatch/node",
  ],
  // A checkout, and an archive that nothing can be written to.
  ["file:///work/ifmatch/dist/bin.js", undefined],
  ["file:///work/ifmatch/generator/cli/bin.ts", undefined],
])("what Node compiled of %s is kept in %s", ([url, folder]) => {
  expect(compileCacheFolder(url!)).toBe(folder);
});
