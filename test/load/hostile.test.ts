/** The hostile documents of ../shared/hostile: each is generated from, or refused at a place; never our own bug. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { run, STACK } from "../cli/recording-terminal.js";
import { listing, workspace } from "../cli/workspace.js";
import { hostileFolder } from "../corpus/hostile.js";
import { locate } from "../prerequisites/prerequisites.js";

interface Row {
  readonly file: string;
  readonly kind: string;
  readonly expected: string;
}
const rows: Row[] =
  locate("hostile") === undefined
    ? []
    : readFileSync(join(hostileFolder(), "index.tsv"), "utf8")
        .split("\n")
        .slice(1)
        .filter((line) => line !== "")
        .map((line) => {
          const [file = "", kind = "", expected = ""] = line.split("\t");
          return { file, kind, expected };
        });

/** What the index would refuse and we generate from on purpose, and what is said about it. */
const lenient: Readonly<Record<string, string>> = {
  "050-opid-duplicate.yml": "[duplicate-operation-id]",
  "070-path-param-undeclared.yml": "[undeclared-path-parameter]",
  "082-swagger-2.yml": "Swagger 2.0",
};

/** The exit codes that the index allows; it leaves the choice for many. */
function allowed(file: string, expected: string, said: string): unknown {
  const warned = lenient[file] !== undefined && said.includes(lenient[file]);
  const codes = expected === "safe" ? [0] : expected === "error" && !warned ? [3] : [0, 3];
  return expect.toSatisfy((code: number) => codes.includes(code), `one of ${codes.join(", ")}`);
}

// oxlint-disable-next-line no-control-regex -- none of them may reach a terminal, or a file that somebody looks at
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe("hostile documents", { tags: ["hostile"] }, () => {
  const outcomes = { generated: 0, refused: 0, failed: 0 };
  const untouched = Object.getOwnPropertyNames(Object.prototype).sort();
  afterAll(() =>
    console.log(
      `hostile documents: ${rows.length}; ${outcomes.generated} generated, ${outcomes.refused} refused at a place, ${outcomes.failed} failed`,
    ),
  );

  test("are all there", () => {
    expect(rows).toHaveLength(78);
    expect(readdirSync(hostileFolder())).toEqual(expect.arrayContaining(rows.map(({ file }) => file)));
  });

  test.for(rows.map((row) => [row.file, row] as const))(
    "%s is generated, or refused at a place",
    async ([, { file, expected }]) => {
      const output = workspace();
      const { code, stdout, stderr } = await run(hostileFolder(), "generate", file, "-o", output, "--verbose");
      outcomes[code === 0 ? "generated" : code === 3 ? "refused" : "failed"]++;
      const said = `${stdout}${stderr}`;
      expect({ code, stderr }).toEqual({ code: allowed(file, expected, said), stderr });
      expect(said).not.toMatch(STACK);
      expect(said).not.toMatch(HIDDEN);
      for (const name of listing(output).filter((path) => /\.\w+$/.test(path)))
        expect(readFileSync(join(output, name), "utf8"), name).not.toMatch(HIDDEN);
      expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(untouched);
      const place = /^[^\s:]+:\d+:\d+ {2}error {2}\S/m;
      expect({ placed: place.test(stderr), wrote: listing(output).length > 0 }).toEqual({
        placed: code === 3,
        wrote: code === 0,
      });
    },
  );

  test.for(rows.filter(({ expected }) => /^detect=\d+/.test(expected)).map((row) => [row.file, row] as const))(
    "%s has as many conditional operations as it should",
    async ([, { file, expected }]) => {
      const { code, stdout, stderr } = await run(hostileFolder(), "generate", file, "-o", workspace(), "--json");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const [client] = (JSON.parse(stdout) as { clients: { operations: Record<string, { marked: boolean }> }[] })
        .clients;
      const marked = Object.values(client!.operations).filter((operation) => operation.marked);
      expect(marked).toHaveLength(Number(/^detect=(\d+)/.exec(expected)![1]));
    },
  );
});
