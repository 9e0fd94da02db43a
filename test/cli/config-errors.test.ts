/** What is wrong with a config or an input before any document is read: exit code 2, with what to do. */
import { expect, test } from "vitest";
import { run, STACK } from "./recording-terminal.js";
import { jobsApi, workspace } from "./workspace.js";

const broken: Readonly<Record<string, readonly [name: string, text: string, message: RegExp]>> = {
  TypeScript: [
    "ifmatch.config.ts",
    'import { defineConfig } from "ifmatch";\n\nexport default defineConfig({\n  input: "a.yml" output: "x",\n});\n',
    /^ifmatch\.config\.ts:4:18 {2}error {2}Unexpected token, expected ","\. Correct the syntax of the config\.$/m,
  ],
  JavaScript: [
    "ifmatch.config.mjs",
    "export default {\n  input: [,\n};\n",
    /^ifmatch\.config\.mjs:3:1 {2}error {2}Unexpected token\. Correct/m,
  ],
  "JSON, of which V8 names the offset": [
    "ifmatch.config.json",
    '{\n  "input": "a.yml",\n}\n',
    /^ifmatch\.config\.json:3:1 {2}error {2}Expected double-quoted property name\. Correct/m,
  ],
  "JSON, of which it does not": [
    "ifmatch.config.json",
    '{\n  "input": "a.yml",\n  "output": }\n',
    /^ifmatch\.config\.json:3:13 {2}error {2}Unexpected token '}'\. Correct/m,
  ],
  "JSON that ends too early": [
    "ifmatch.config.json",
    '{\n  "input": "a.yml"',
    /^ifmatch\.config\.json:2:19 {2}error {2}/m,
  ],
  "an empty JSON file": [
    "ifmatch.config.json",
    "",
    /^ifmatch\.config\.json:1:1 {2}error {2}Unexpected end of JSON input/m,
  ],
};

test.for(Object.entries(broken))("a syntax error in %s has its line and column", async ([, [name, text, message]]) => {
  for (const command of ["generate", "lint", "report"]) {
    const { code, stdout, stderr } = await run(workspace({ [name]: text, "a.yml": jobsApi() }), command);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(STACK);
  }
});

test("a syntax error in a file that the config imports has that file's line", async () => {
  const folder = workspace({ "ifmatch.config.ts": 'import "./part";\nexport default {};\n', "part.ts": "let = ;\n" });
  expect((await run(folder, "lint")).stderr).toMatch(/^part\.ts:1:\d+ {2}error {2}/);
});

test.for([
  ["throws", "throw new Error('no network');\n", "no network"],
  ["imports what is not there", 'import "nowhere";\nexport default {};\n', "Cannot find module 'nowhere'"],
] as const)("a config that %s is named with its reason", async ([, text, reason]) => {
  const { code, stderr } = await run(workspace({ "ifmatch.config.mjs": text }), "lint");
  expect({ code, stderr }).toEqual({ code: 2, stderr: `error  ifmatch.config.mjs could not be loaded: ${reason}\n` });
});

const commands = [
  ["generate"],
  ["lint"],
  ["report"],
  ["enrich"],
  ["mock", "--port", "0"],
  ["verify", "--url", "http://127.0.0.1:9"],
] as const;

test.for(commands)("%s: a folder as input is told which file to name", async (command) => {
  const folder = workspace({ "api/openapi.yml": jobsApi(), "api/data.json": { a: 1 }, "none/readme.txt": "" });
  const say = async (schema: string): Promise<string> => {
    const [name, ...options] = command;
    const { code, stdout, stderr } = await run(folder, name!, schema, ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    return stderr;
  };
  expect(await say("api")).toBe("error  api is a folder, not an OpenAPI document. Name the file: api/openapi.yml\n");
  expect(await say("none")).toContain("none is a folder, not an OpenAPI document. Name the file, such as");
  expect(await say(".")).toContain("error  . is a folder, not an OpenAPI document.");
});

test("a folder as the config's input, too", async () => {
  const folder = workspace({ "ifmatch.config.json": { input: "api" }, "api/openapi.yml": jobsApi() });
  expect(await run(folder, "generate")).toMatchObject({
    code: 2,
    stderr: "error  api is a folder, not an OpenAPI document. Name the file: api/openapi.yml\n",
  });
});
