/** Markdown for a pull request: what a document says stays text, whatever it says. */
import { describe, expect, test } from "vitest";
import type { PlacedChange } from "../../generator/diff/change.js";
import { diffContracts } from "../../generator/diff/diff.js";
import { markdown } from "../../generator/diff/formats/markdown.js";
import { text } from "../../generator/diff/formats/text.js";
import { modelOf } from "../model/model-of.js";
import { job, marked, tagged } from "./contracts.js";

async function changesAt(path: string): Promise<PlacedChange[]> {
  const [before, after] = [marked, {}].map((patch) => modelOf({ paths: job(patch, path, tagged) }));
  return diffContracts(await before!, await after!).map(({ before: old, after: now, gone, found, ...change }) => ({
    ...change,
    operation: { method: now!.method, path: now!.path },
    old: { file: "/work/old.yml", line: 1, column: 1 },
    new: { file: "/work/new.yml", line: old === undefined ? 0 : 2, column: 1 },
    gone: gone.map(({ signal }) => ({ signal, what: ["the marker"] })),
    found: found.map(({ signal }) => ({ signal, what: ["x"] })),
  }));
}

const report = (changes: readonly PlacedChange[], name = "old.yml") => ({
  cwd: "/work",
  comparisons: [{ name: undefined, old: name, new: "new.yml", changes }],
});

test("K5 a headline, and a table for each class", async () => {
  const shown = markdown.render(report(await changesAt("/jobs/{job_id}/")));
  expect(shown).toBe(`<!-- ifmatch diff -->
### Concurrency contract: 1 operation lost protection

from \`old.yml\` to \`new.yml\`

#### Protection lost

| Change | Operation | Was, and is | What to do |
|---|---|---|---|
| **protection lost** | \`PATCH /jobs/{job_id}/\`<br>\`old.yml:1:1\`<br>\`new.yml:2:1\` | was conditional on the tag of \`Job\`, If-Match required<br>is not conditional | gone: the marker<br>If the server still checks If-Match here, put back the marker in the description; \`ifmatch lint\` finds one that is misspelt. If the last write may win from now on, say so with \`x-concurrency: none\` on the operation. |`);
});

describe("hostile text", () => {
  const hostile = [
    "/a`b/{id}",
    "/a|b/{id}",
    "/a\\|b/{id}",
    "/<img src=x onerror=alert(1)>/{id}",
    "/</code></details><script>/{id}",
    "/a\n\n# heading\n| x |/{id}",
    "/[click](https://evil.example)/{id}",
    "/@octocat #1 www.evil.example/{id}",
    "/<!-- -->/{id}",
    "/&lt;b&gt;/{id}",
    "/\u202egnp/{id}",
    "/\u001b[31m/{id}",
    "/**bold** _it_ ~~no~~/{id} ",
  ];

  test.for(hostile)("%j stands in a code span or as character references, in one row of four cells", async (path) => {
    const shown = markdown.render(report(await changesAt(path), path));
    const rows = shown.split("\n").filter((line) => line.startsWith("| **"));
    expect(rows).toHaveLength(1);
    expect(shown.split("\n").filter((line) => /^#|^\|/.test(line))).toHaveLength(5);
    // What is left when our own code and tags are taken out is our own words.
    const rest = rows[0]!.replace(/`[^`|\\<>&]*`/g, "").replace(/<code>([\p{L}\p{N} /]|&#\d+;)*<\/code>|<br>/gu, "");
    expect(rest.split("|")).toHaveLength(6);
    expect(rest).not.toMatch(/[`<>&@[\]\\#]|https?:|www\.|bold|octocat/);
    expect(shown).not.toMatch(/\u202e|\p{Cc}(?<!\n)/u);
    expect(shown).not.toMatch(/<script|<img|<\/details><|<!-- -->/);
  });

  test.for(hostile)("%j does not reach the terminal as it is", async (path) => {
    expect(text.render(report(await changesAt(path)))).not.toMatch(/\u202e|\p{Cc}\[31m\//u);
  });
});

test("what would not fit a comment is counted, the gravest come first", async () => {
  const [lost] = await changesAt("/jobs/{job_id}/");
  const many = Array.from({ length: 400 }, (_, index): PlacedChange => ({
    ...lost!,
    severity: index < 10 ? "lost" : "info",
  }));
  const shown = markdown.render(report(many));
  expect(shown.length).toBeLessThan(65_536);
  const rows = shown.split("\n").filter((line) => line.startsWith("| **")).length;
  expect(shown).toContain(`${400 - rows} more are left out here; \`ifmatch diff\` prints them all.`);
  expect(shown.indexOf("#### Protection lost")).toBeLessThan(shown.indexOf("Other changes"));
});
