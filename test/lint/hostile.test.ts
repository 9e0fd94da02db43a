/** The hostile documents of ../shared/hostile: linted, or refused at a place; never our own bug. */
import { describe, expect, test } from "vitest";
import { run, STACK } from "../cli/recording-terminal.js";
import { hostileFiles, hostileFolder } from "../corpus/hostile.js";

/** What the index of these documents wants the linter to say. */
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "103-marker-unrelated-schema.yml": { "marker-misplaced": 2 },
  "104-marker-info-description.yml": { "marker-misplaced": 1 },
  "106-marker-quoted-code.yml": { "marker-near-miss": 2 },
  "107-marker-split-lines.yml": { "no-retrieval": 4 },
  "109-marker-html-escaped.yml": { "no-retrieval": 3 },
  "110-marker-typos.yml": { "marker-near-miss": 5 },
  "115-marker-on-create-post.yml": { "marker-on-create": 1 },
};

describe("hostile documents", { tags: ["hostile"] }, () => {
  test("are all there", () => {
    expect(hostileFiles).toHaveLength(78);
  });

  test.for(hostileFiles)("%s is linted, or refused at a place", async (file) => {
    const { code, stdout, stderr } = await run(hostileFolder(), "lint", file, "--strict");
    expect([0, 1, 3], stderr).toContain(code);
    expect(`${stdout}${stderr}`).not.toMatch(STACK);
    // oxlint-disable-next-line no-control-regex -- none of them may reach the terminal
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect({ placed: /^[^\s:]+:\d+:\d+ {2}error {2}\S/m.test(stderr) }).toEqual({ placed: code === 3 });
  });

  test.for(Object.entries(expected))("K5 %s: the findings that its index asks for", async ([file, counts]) => {
    const { stdout } = await run(hostileFolder(), "lint", file, "--strict", "--format", "json");
    const { documents } = JSON.parse(stdout) as { documents: { findings: { rule: string }[] }[] };
    const found = documents[0]!.findings.map(({ rule }) => rule);
    for (const [rule, count] of Object.entries(counts))
      expect(
        found.filter((one) => one === rule),
        rule,
      ).toHaveLength(count);
  });
});
