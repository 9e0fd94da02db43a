/** Which response header declares a tag is asked in one place: with `versionHeaders`, every reader knows the same ones. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { document, jobParameter, operation, body, workspace } from "../cli/workspace.js";
import { run } from "../cli/recording-terminal.js";
import { generateWith } from "../config/generate-with.js";
import { lintFile } from "./documents.js";

const HEADER = "X-Resource-Version";
const headers = (name: string, example = '"1"') => ({ headers: { [name]: { schema: { type: "string" }, example } } });
const ok = (more: object = {}) => ({ responses: { 200: { description: "ok", ...more } } });
const ifMatch = { in: "header", name: "If-Match", required: true, schema: { type: "string" } };

/** A report that is only read, and a job that is read and changed; both GETs document the header. */
const api = (name = HEADER, example?: string): object =>
  document({
    "/reports/{report_id}/": {
      parameters: [{ in: "path", name: "report_id", required: true, schema: { type: "string" } }],
      get: operation("report_retrieve", ok(headers(name, example))),
    },
    "/jobs/{job_id}/": {
      ...jobParameter,
      get: operation("job_retrieve", ok(headers(name, example))),
      patch: operation("job_partial_update", { ...body(), ...ok(), parameters: [ifMatch] }),
    },
  });

async function lint(schema: object, versionHeaders?: string[]) {
  const folder = workspace({ "openapi.json": schema });
  const config = versionHeaders ? { versionHeaders } : {};
  const { findings } = await lintFile(join(folder, "openapi.json"), config, { strict: true });
  return (rule: string) => findings.filter((finding) => finding.rule === rule);
}

describe.each([["X-Resource-Version"], ["x-resource-version"]])("documented as %s", (name) => {
  test("a GET that documents a header of `versionHeaders` is a retrieval, and one of any other header is none", async () => {
    const { model, concurrency } = await generateWith({ versionHeaders: [HEADER] }, api(name));
    expect(concurrency("report_retrieve")).toMatchObject({ role: "retrieval", resource: "Report" });
    const { evidence } = model.operations.find(({ id }) => id === "report_retrieve")!.concurrency;
    expect(evidence).toEqual([
      { signal: "etag-header", at: `#/paths/~1reports~1{report_id}~1/get/responses/200/headers/${name}` },
    ]);
    expect((await generateWith({}, api(name))).concurrency("report_retrieve").role).toBe("none");
  });

  test("no-fresh-tag speaks, and names the header", async () => {
    const [finding] = (await lint(api(name), [HEADER]))("no-fresh-tag");
    expect(finding?.message).toContain(
      `PATCH /jobs/{job_id}/ answers 200 without the header ${name}, which GET /jobs/{job_id}/ declares`,
    );
    expect(finding?.help).toContain(`headers: { ${HEADER}: {`);
    expect((await lint(api(name)))("no-fresh-tag")).toEqual([]);
  });

  test("etag-not-declared is content with it", async () => {
    expect((await lint(api(name), [HEADER]))("etag-not-declared")).toEqual([]);
    expect((await lint(api(name)))("etag-not-declared")).toHaveLength(1);
  });

  test("an example that is no entity-tag, or a weak one, is found", async () => {
    expect((await lint(api(name, "17"), [HEADER]))("unquoted-tag-example")[0]?.message).toContain(`17 of ${name} in`);
    expect((await lint(api(name, 'W/"17"'), [HEADER]))("weak-tag-example")[0]?.message).toContain(`of ${name} in`);
    expect((await lint(api(name, "17")))("unquoted-tag-example")).toEqual([]);
  });

  test("enrich declares it where it is missing only", async () => {
    const folder = workspace({
      "openapi.json": api(name),
      "ifmatch.config.json": { input: "openapi.json", versionHeaders: [HEADER] },
    });
    const { code, stdout } = await run(folder, "enrich");
    expect(code).toBe(0);
    const { paths } = JSON.parse(stdout) as {
      paths: Record<string, Record<string, { responses: Record<string, { headers?: object }> }>>;
    };
    const declared = (method: string) =>
      Object.keys(paths["/jobs/{job_id}/"]![method]!.responses["200"]!.headers ?? {});
    expect(declared("get")).toEqual([name]);
    expect(declared("patch")).toEqual([HEADER]);
  });

  test("report and diff name it as the evidence", async () => {
    const config = { input: "openapi.json", versionHeaders: [HEADER] };
    const folder = workspace({ "openapi.json": api(name), "old.json": api("X-Other"), "ifmatch.config.json": config });
    expect((await run(folder, "report", "--json")).stdout).toContain(`declares the response header ${name}`);
    expect((await run(folder, "diff", "old.json", "openapi.json")).stdout).toContain(`the ${name} header`);
  });
});

test("ETag declares a tag whatever `versionHeaders` says: it is one by RFC 9110", async () => {
  const { concurrency } = await generateWith({ versionHeaders: [HEADER] }, api("etag"));
  expect(concurrency("report_retrieve").role).toBe("retrieval");
});
