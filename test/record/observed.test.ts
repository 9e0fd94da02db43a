/** What decides the output is read through observed.ts: a file that reads the disk by itself would be missed by the record. */
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../corpus/corpus.js";

/** Each may read the disk, or start a process, because: */
const known: Readonly<Record<string, string>> = {
  "generator/observed.ts": "it is what observes",
  "generator/package.ts": "it reads ifmatch's own package, which tool.ts knows",
  "generator/emit/runtime-copy.ts": "it reads ifmatch's own runtime, which tool.ts knows",
  "generator/config/input-folder.ts": "it refuses what is a folder; a document that was read is none",
  "generator/config/usual-inputs.ts": "it asks what is a file of those that it has observed",
  "generator/load/files.ts": "it notes each file that it reads",
  "generator/load/fetch-document.ts": "what is fetched is not recorded",
  "generator/open-model.ts": "it fills in headers of what is fetched, which is not recorded",
  "generator/format/format.ts": "it asks how many processors there are",
  "generator/format/command.ts": "a command is not recorded; the named formatters are observed by settings.ts",
};

/** All that the generation of clients imports, now or later; types are erased. */
function reached(...entries: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const waiting = new Set(entries.map((entry) => join(repository, entry)));
  for (const file of waiting) {
    const text = readFileSync(file, "utf8").replace(/^(?:import|export) type [^;]*;$/gm, "");
    found.set(relative(repository, file), text);
    for (const [, path] of text.matchAll(/(?:from |import\(?)"(\.[\w./-]+)\.js"/g))
      waiting.add(resolve(dirname(file), `${path!}.ts`));
  }
  return found;
}

test("files that look at the disk, at the environment or at processes are known", () => {
  const files = reached("generator/generate.ts", "generator/config/load.ts");
  expect(files.size).toBeGreaterThan(100);
  const looking = [...files]
    .filter(([, text]) =>
      /"node:(?:fs|child_process|os|http|https|net)|process\.env|\bDate\b\.now|new Date\(\)/.test(text),
    )
    .map(([file]) => file);
  expect(looking.filter((file) => known[file] === undefined)).toEqual([]);
});
