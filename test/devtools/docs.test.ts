/** The code of docs/devtools.md compiles against the sample client. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilers, oldestCompiler } from "../corpus/compilers.js";
import { codeOf, PageFolder } from "../docs/page-code.js";

let folder: PageFolder;
beforeAll(() => void (folder = new PageFolder("devtools")));
afterAll(() => folder.remove());

test.for([oldestCompiler, compilers[1]])("under $name", async (compiler) => {
  const page = `import { onEvent } from "ifmatch/runtime";
import { requestLog } from "ifmatch/runtime/devtools";
import { createClient } from ${JSON.stringify(folder.generated)};
${codeOf("docs/devtools.md").join("\n")}
export { end, showDevtools };
`;
  expect(await folder.compile(compiler, page)).toEqual({ status: 0, output: "" });
});
