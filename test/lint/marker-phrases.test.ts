/**
 * The marker is one thing wherever it is spoken of: for the default phrase, one of your own, and the two of the docs,
 * detection, the generated comment, the search for misspellings, `--fix`, the linter's advice and the docs agree.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { clientSchema } from "../../generator/config/schema.js";
import { fixDocument } from "../../generator/lint/fix.js";
import { DEFAULT_MARKERS, Marker } from "../../generator/model/marker.js";
import { document, jobParameter, jobsApi, operation, body, workspace } from "../cli/workspace.js";
import { generateWith } from "../config/generate-with.js";
import { lintFile } from "./documents.js";

const docs = readFileSync(new URL("../../docs/config.md", import.meta.url), "utf8");
const documented = JSON.parse(/^markers: (\[.*\]),$/m.exec(docs)?.[1] ?? "[]") as string[];

const lists = {
  "the default phrase": DEFAULT_MARKERS,
  "a phrase of your own": ["Guarded by its version number."],
  "a short phrase of your own": ["Needs the tag"],
  "the two phrases of docs/config.md": documented,
  "the default phrase and one of your own": [...DEFAULT_MARKERS, "Locked optimistically; send If-Match"],
};

const cases = Object.entries(lists).flatMap(([name, markers]) =>
  markers.map((phrase) => ({ name: `${name}: ${phrase}`, markers, phrase, quoted: phrase.replace(/\.$/, "") })),
);

/** Jobs whose PATCH says this; its DELETE says nothing. */
const api = (text: string): object =>
  document({
    "/jobs/{job_id}/": {
      ...jobParameter,
      get: operation("job_retrieve"),
      patch: operation("job_partial_update", { ...body(), description: text }),
      delete: { operationId: "job_destroy", responses: { 204: { description: "gone" } } },
    },
  });

async function lint(text: string, markers: readonly string[]) {
  const folder = workspace({ "openapi.json": api(text) });
  const { findings } = await lintFile(join(folder, "openapi.json"), { markers: [...markers] });
  return (rule: string) => findings.filter((finding) => finding.rule === rule);
}

async function fixed(text: string, markers: readonly string[]): Promise<string> {
  const input = join(workspace({ "openapi.json": api(text) }), "openapi.json");
  const config = clientSchema.parse({ input, markers });
  const { files } = await fixDocument({ name: undefined, config, input, output: "" });
  const after = files.get(input)?.after;
  const read = JSON.parse(new TextDecoder().decode(after)) as {
    paths: Record<string, { patch: { description: string } }>;
  };
  return read.paths["/jobs/{job_id}/"]!.patch.description;
}

test("the docs show two phrases of your own, and the default one", () => {
  expect(documented).toHaveLength(2);
  for (const phrase of DEFAULT_MARKERS) expect(docs).toContain(`\`${phrase}\``);
});

describe.each(cases)("$name", ({ markers, phrase, quoted }) => {
  /** One letter less in its longest word. */
  const [longest] = quoted.split(/[^A-Za-z]+/).toSorted((a, b) => b.length - a.length) as [string];
  const misspelt = quoted.replace(longest, `${longest.slice(0, 2)}${longest.slice(3)}`);

  test("is found, and the generated comment quotes it", async () => {
    const { model, file, concurrency } = await generateWith({ markers: [...markers] }, api(`Updates. ${phrase}`));
    expect(concurrency("job_partial_update")).toMatchObject({ role: "state-change", ifMatch: "required" });
    expect(model.operations.find(({ id }) => id === "job_partial_update")?.marker).toBe(quoted);
    expect(file("operations/jobs.ts")).toContain(` * @concurrency ${quoted}\n`);
    for (const other of DEFAULT_MARKERS)
      if (!markers.includes(other)) expect(file("operations/jobs.ts")).not.toContain(other);
  });

  test("is quoted by the advice about its neighbour", async () => {
    const findings = await lint(`Updates. ${phrase}`, markers);
    const [finding] = findings("unmarked-state-change");
    expect(finding?.operation?.operationId).toBe("job_destroy");
    expect(finding?.help).toContain(`add the sentence "${quoted}." to`);
    expect(findings("marker-near-miss")).toEqual([]);
  });

  test("misspelt, in a code span, or escaped twice it is found as such, and quoted as it should be", async () => {
    for (const text of [
      `Updates. ${misspelt}.`,
      `Updates. \`${quoted}\`.`,
      `Updates. ${quoted.replace(" ", "&amp;nbsp;")}.`,
    ]) {
      const [finding] = (await lint(text, markers))("marker-near-miss");
      expect(finding?.help, text).toContain(`write exactly "${quoted}."`);
    }
    const [typo] = (await lint(`Updates. ${misspelt}.`, markers))("marker-near-miss");
    expect(typo?.message).toContain("has a sentence that is almost the marker");
  });

  test("misspelt it is mended into itself", async () => {
    expect(await fixed(`Updates. ${misspelt}. Thanks.`, markers)).toBe(`Updates. ${quoted}. Thanks.`);
  });

  test("where it marks nothing, the advice quotes it", async () => {
    const folder = workspace({ "openapi.json": jobsApi({ tags: [{ name: "jobs", description: phrase }] }) });
    const { findings } = await lintFile(join(folder, "openapi.json"), { markers: [...markers] });
    const [finding] = findings.filter(({ rule }) => rule === "marker-misplaced");
    expect(finding?.help).toContain(`Move "${quoted}."`);
  });

  test("texts that are merely about the same things are no misspelling of it", () => {
    const marker = new Marker(markers);
    for (const text of [
      "Updates a job and its version. The tag of a job is its colour.",
      "Needs the right permissions. Locked records answer 423; use the control endpoint to unlock them.",
      "The ETag header carries the version number.",
    ])
      expect(marker.missIn(text), text).toBeUndefined();
  });
});

test("of two phrases the advice quotes the one that the document uses, and of equals the first in the document", async () => {
  const markers = ["Guarded by its version", "Send the tag of the job"];
  expect((await lint("Send the tag of the job.", markers))("unmarked-state-change")[0]?.help).toContain(
    '"Send the tag of the job."',
  );
});

test("a phrase that contains another is the one that is quoted, and no misspelling of it", async () => {
  const markers = ["Send If-Match", "Send If-Match with the tag"];
  const { model } = await generateWith({ markers }, api("Send If-Match with the tag."));
  expect(model.operations.map(({ marker }) => marker)).toContain("Send If-Match with the tag");
  expect((await lint("Send If-Match.", markers))("marker-near-miss")).toEqual([]);
});

test("a phrase that has a `not` of its own is not taken for its opposite", async () => {
  const markers = ["Do not send this without the tag of the record"];
  const [finding] = (await lint("Do not send this witout the tag of the record", markers))("marker-near-miss");
  expect(finding?.message).toContain("almost the marker");
});

describe("how many letters may differ", () => {
  const miss = (phrase: string, text: string) => new Marker([phrase]).missIn(text)?.kind;
  const long = "alpha bravo carol delta eagle flame grape horse";

  test("of a long phrase a quarter, and no letter more", () => {
    const off = (count: number): string => {
      let left = long.replaceAll(" ", "").length - count;
      return long.replace(/[a-z]/g, (letter) => (left-- > 0 ? letter : "\u00e9"));
    };
    expect(long).toHaveLength(47);
    expect(miss(long, off(11))).toBe("typo");
    expect(miss(long, off(12))).toBeUndefined();
  });

  test("of a short one an eighth", () => {
    const short = "alpha bravo carol delta";
    expect(short).toHaveLength(23);
    expect(miss(short, "alphx bravx carol delta")).toBe("typo");
    expect(miss(short, "alphx bravx carox delta")).toBeUndefined();
  });

  test("of a sentence without its parenthesis a twentieth", () => {
    const phrase = "Concurrency is controlled in this endpoint (E-tag/If-Match)";
    expect(miss(phrase, "Concurrency is controled in this end point")).toBe("typo");
    expect(miss(phrase, "Concurrency is controled in that end point")).toBeUndefined();
  });
});
