/** How much of the example is about concurrency: counted by what each line names, and explained in its README. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../corpus/corpus.js";

const folder = join(repository, "examples/desk/src");

/** What a line is about, by the first that fits; the names are those of the table in examples/desk/README.md. */
const subjects: readonly (readonly [name: string, words: RegExp])[] = [
  ["layers of the client", /\b(?:lanes|resendOnce|retryRetrievals|refreshOnce|refresh,|onEvent)\b|^\s*caller:/],
  ["outbox", /\b(?:openOutbox|openDesk|outbox|drafts|mergeText|textFields|jobFields|indexedDbShelf|useWaiting)\b/],
  ["opening the draft", /\b(?:useDraft|useJobDraft|followQuery|whileOpen|warn:)/],
  ["preconditions", /\b(?:ifMatch|pin|etag|isOutdated=)/],
  ["what others changed", /\b(?:isOutdated|changes|conflicts?|theirs|rebase|discard|resolve)\b/i],
  ["states of a save", /^ {2}(?:clean|dirty|saving|conflict|unknown|invalid|gone): "/],
];

/** Lines of code but for imports and comments, of each file. */
function codeOf(path: string): string[] {
  const text = readFileSync(path, "utf8")
    .replace(/^import [\s\S]*?;\n/gm, "")
    .replace(/\/\*\*[\s\S]*?\*\//g, "");
  return text.split("\n").filter((line) => line.trim() !== "" && !/^\s*(?:\/\/|\{\/\*)/.test(line));
}

const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
const lines = files.flatMap((name) => codeOf(join(folder, name)));

test("each line about concurrency has its explanation, and the README counts them", () => {
  const counts: Record<string, number> = Object.fromEntries(subjects.map(([name]) => [name, 0]));
  for (const line of lines) {
    const [name] = subjects.find(([, words]) => words.test(line)) ?? [];
    if (name !== undefined) counts[name]!++;
  }
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  console.log(`job desk: ${total} of ${lines.length} lines are about concurrency:`, counts);
  const readme = readFileSync(join(repository, "examples/desk/README.md"), "utf8");
  const table = [...readme.matchAll(/^\| ([a-z ]+) \| (\d+) \| .{40,} \|$/gm)].map(([, name, count]) => [
    name,
    Number(count),
  ]);
  expect(Object.fromEntries(table)).toEqual(counts);
  expect(readme).toContain(`${total} of ${lines.length} lines`);
});
