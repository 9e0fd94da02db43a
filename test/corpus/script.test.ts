/** `npm run corpus`: a document may be refused; a table says what came of each. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobsApi, workspace } from "../cli/workspace.js";
import { repository } from "./corpus.js";

const corpus = (...folders: string[]): Promise<{ code: number; output: string }> =>
  new Promise((done) => {
    const argv = [join(repository, "node_modules/tsx/dist/cli.mjs"), "scripts/corpus.ts", ...folders];
    execFile(process.execPath, argv, { cwd: repository }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });

test("finds the documents below its folders, and says what came of each", { timeout: 180_000 }, async () => {
  const folder = workspace({
    "good.json": jobsApi(),
    "below/refused.yml": "openapi: 3.0.3\ninfo: { title: t, version: v }\npaths: 42\n",
    "below/part.yml": "type: object\n",
    "package.json": { name: "none" },
  });
  const { code, output } = await corpus(folder);
  expect({ code, output }).toEqual({ code: 0, output: expect.any(String) });
  expect(output).toMatch(/good\.json +\| 6 +\| ok +\| \d+ \/ \d+ +\| \+\d+ +\| 6 +\| ok +\| ok +\|/);
  expect(output).toMatch(/below\/refused\.yml +\| - +\| refused +\| refused +\| refused +\| refused +\| - +\| - +\|/);
  expect(output).toContain("refused.yml: refused: `paths` must be an object, but is the number 42.");
  expect(output).toContain("2 documents: 1 refused, 0 with faults.");
});

test("fails for a folder that is not there, or has no document", { timeout: 60_000 }, async () => {
  expect(await corpus("nowhere")).toMatchObject({ code: 1, output: expect.stringContaining("There is no nowhere.") });
  expect((await corpus(workspace())).code).toBe(1);
});
