/** What holds of every format: nothing truncated, nothing that steers a terminal, on any document. */
import type { LintReport } from "../../../generator/lint/lint-report.js";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../cli/recording-terminal.js";
import { read, workspace } from "../../cli/workspace.js";
import { hostileFiles, hostileFolder } from "../../corpus/hostile.js";
import { CONTROL, CWD, documentOf, finding, HOSTILE, reportOf, ROOT } from "./report.js";
import { formats } from "../../../generator/lint/formats/index.js";

const names = [...formats.keys()];
const render = (name: string, report: LintReport): string => formats.get(name)!.render(report);
const COMMAND = /##\w*\[/;

test("there are the formats that are promised", () => {
  expect(names).toEqual([
    "stylish",
    "json",
    "sarif",
    "github-actions",
    "checkstyle",
    "codeclimate",
    "gitlab",
    "junit",
    "markdown",
  ]);
});

describe("nothing is truncated", () => {
  const COUNT = 2_000;
  const many = Array.from({ length: COUNT }, (_, index) =>
    finding({ line: index + 1, message: `Message ${index} ends here.`, help: `Help ${index} ends here.` }),
  );
  const long = `${"long ".repeat(2_000)}end`;

  test.for(names)(`%s has all of ${COUNT} findings`, (name) => {
    const text = render(name, reportOf(many));
    expect(new Set(text.match(/Message \d+ ends here/g)).size).toBe(COUNT);
    expect(new Set(text.match(/Help \d+ ends here/g)).size).toBe(COUNT);
  });

  test.for(names)("%s has a message of 10,000 characters, and its help", (name) => {
    expect(long.length).toBeGreaterThan(10_000);
    const text = render(name, reportOf([finding({ message: `A ${long}`, help: `B ${long}` })]));
    expect(text).toContain(`A ${long}`);
    expect(text).toContain(`B ${long}`);
  });
});

describe("text of the document", () => {
  const hostile = finding({
    message: HOSTILE,
    help: HOSTILE,
    pointer: `#/paths/${HOSTILE}`,
    operation: { method: "PUT", path: HOSTILE, operationId: HOSTILE },
    file: `${CWD}/${HOSTILE}.yml`,
    line: 1,
    related: [{ message: HOSTILE, file: `${CWD}/${HOSTILE}`, line: 1, column: 1 }],
  });
  const { result } = documentOf([hostile], HOSTILE);
  const sources = new Map([[hostile.file, `${HOSTILE.replaceAll(/[\r\n]/g, " ")}\nnext`]]);
  const fixed = [{ client: HOSTILE, rule: HOSTILE, method: "PUT", path: HOSTILE }];
  const report: LintReport = {
    cwd: CWD,
    documents: [{ name: HOSTILE, result: { ...result, file: hostile.file, sources } }],
    baseline: { file: `${CWD}/${HOSTILE}`, known: 1, fixed },
  };

  test.for(names)("%s has no control character and no command of a CI system in it", (name) => {
    const text = render(name, report);
    expect(text).toContain("end of it");
    expect(text).not.toMatch(CONTROL);
    expect(text).not.toMatch(COMMAND);
    // What the runner would take for a workflow command: only our own begin a line.
    const commands = text.split("\n").filter((line) => line.trimStart().startsWith("::"));
    expect(commands).toHaveLength(name === "github-actions" ? 1 : 0);
  });

  test("json is for programs: it reads back unchanged", () => {
    const { documents } = JSON.parse(render("json", report)) as { documents: { findings: (typeof hostile)[] }[] };
    const [found] = documents[0]!.findings;
    const { message, operation, pointer } = hostile;
    expect({ message: found!.message, operation: found!.operation, pointer: found!.pointer }).toEqual({
      message,
      operation,
      pointer,
    });
  });
});

test("files are named relative to the folder of the run, URLs as they are", () => {
  const places = [ROOT, "/home/dev/other.yml", "https://api.example/schema.yml"];
  const text = render("checkstyle", reportOf(places.map((file) => finding({ file }))));
  expect([...text.matchAll(/<file name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
    "schema/schema.yml",
    "../other.yml",
    "https://api.example/schema.yml",
  ]);
});

describe("the hostile documents", { tags: ["hostile"] }, () => {
  test("are all there", () => {
    expect(hostileFiles).toHaveLength(78);
  });

  test.for(hostileFiles)("%s: every format is free of control characters, or none is written", async (file) => {
    const out = workspace();
    const options = names.flatMap((name) => ["--format", `${name}=${join(out, name)}`]);
    const { code, stdout } = await run(hostileFolder(), "lint", file, "--strict", ...options);
    expect(stdout).toBe("");
    expect(readdirSync(out).sort()).toEqual(code === 3 ? [] : [...names].sort());
    for (const name of readdirSync(out)) {
      expect(read(out, name), name).not.toMatch(CONTROL);
      expect(read(out, name), name).not.toMatch(COMMAND);
    }
  });
});
