/** The code of docs/mock.md compiles against the sources and the sample client. */
import { join, relative } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compile, compilers, remove, temporaryFolder, writeFiles, writeProject } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { blocks } from "../docs/pages.js";

const folder = temporaryFolder("mock-docs");
afterAll(() => remove(folder));

const at = (path: string): string => relative(folder, join(repository, path));

/** What the blocks take for granted, unless they say it themselves. */
const given = {
  createClient: `import { createClient } from ${JSON.stringify(at("generated/index.js"))};`,
  jobJobsRetrieve: `import { jobJobsRetrieve } from ${JSON.stringify(at("generated/index.js"))};`,
  jobJobsPartialUpdate: `import { jobJobsPartialUpdate } from ${JSON.stringify(at("generated/index.js"))};`,
  unwrap: 'import { unwrap } from "ifmatch/runtime";',
  data: "declare const data: unknown;",
  mock: 'declare const mock: import("ifmatch/mock").Mock;',
  job_id: "declare const job_id: string;",
  body: "declare const body: { name: string };",
} as const;

test("each block is a module that compiles", async () => {
  const pages = blocks("docs/mock.md", "ts");
  expect(pages.length).toBeGreaterThan(5);
  const files = pages.map((block, index) => {
    const code = block.replaceAll('"./mock.json"', '"./data.js"');
    const declared = (name: string): boolean =>
      new RegExp(`\\b(const|import) \\{?[^;=]*\\b${name}\\b[^;]*(=|from)`).test(code);
    const missing = Object.entries(given).filter(([name]) => new RegExp(`\\b${name}\\b`).test(code) && !declared(name));
    return [`block-${index}.ts`, `${missing.map(([, line]) => line).join("\n")}\n${code}\nexport {};\n`] as const;
  });
  writeFiles(folder, new Map([...files, ["data.ts", "declare const data: object;\nexport default data;\n"]]));
  const paths = {
    "ifmatch/mock": [at("generator/mock/mock.ts")],
    "ifmatch/mock/browser": [at("generator/mock/mock-browser.ts")],
    "ifmatch/msw": [at("generator/mock/msw.ts")],
    "ifmatch/runtime": [at("runtime/index.ts")],
  };
  const options = { paths, target: "ES2023", lib: ["ES2023", "DOM", "DOM.Iterable"], types: ["node"] };
  expect(
    await compile(
      compilers[1],
      writeProject(
        folder,
        [".", at("generator/load/js-yaml4.d.ts"), at("generator/model/recheck-browser.d.ts")],
        options,
      ),
    ),
  ).toEqual({ status: 0, output: "" });
});
