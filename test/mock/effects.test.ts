/** Every fault and every profile does what its row in docs/mock.md says, and nothing else; none is without a row. */
import { readFileSync } from "node:fs";
import { createMock, type FaultName, faultNames, type Mock, type ProfileName, profileNames } from "ifmatch/mock";
import { expect, test } from "vitest";
import { ConfigError } from "../../generator/diagnostics.js";
import { body, document, jobParameter, operation, workspace } from "../cli/workspace.js";

const docs = readFileSync(new URL("../../docs/mock.md", import.meta.url), "utf8");

/** Names in the first column of the table below a heading. */
const rowsOf = (heading: string): string[] => {
  const section = docs.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `([\w-]+)` \| .{8,} \|$/gm)].map(([, name]) => name!);
};

/** A job whose PATCH requires If-Match, whose record is large enough to be compressed, and that can be listed. */
const api = document({
  "/jobs/": { get: operation("job_list", {}, { type: "array", items: { $ref: "#/components/schemas/Job" } }) },
  "/jobs/{job_id}/": {
    ...jobParameter,
    get: operation("job_retrieve"),
    patch: operation("job_partial_update", {
      ...body(),
      parameters: [{ in: "header", name: "If-Match", required: true, schema: { type: "string" } }],
    }),
  },
});

/** What a client sees, one request after the other. */
interface Observation {
  readonly read: {
    readonly tag: "strong" | "weak" | "none";
    readonly version: boolean;
    readonly cacheControl: string | null;
  };
  readonly list: { readonly tag: boolean };
  readonly withCurrentTag: { readonly status: number | "lost"; readonly tag: boolean; readonly changed: boolean };
  readonly withStaleTag: { readonly status: number; readonly type: string | null };
  readonly withoutTag: { readonly status: number; readonly cacheControl: string | null };
}

async function observe(options: { profile?: ProfileName; faults?: readonly FaultName[] }): Promise<Observation> {
  const mock = await createMock({ schema: `${workspace({ "schema.json": api })}/schema.json`, ...options });
  const [[key]] = mock.keys("/jobs/{job_id}/") as [[string]];
  const path = `http://mock.test/jobs/${key}/`;
  mock.edit("Job", key, { name: "n".repeat(300) });
  const current = mock.edit("Job", key, {}).etag;
  const read = await mock.fetch(path);
  const list = await mock.fetch("http://mock.test/jobs/");
  const write = (name: string, headers: Record<string, string>): Promise<Response> =>
    patch(mock, path, { name: name.repeat(300) }, headers);
  const first = await write("b", { "if-match": current }).catch(() => undefined);
  const { name } = (await (await mock.fetch(path)).json()) as { name: string };
  const stale = await write("c", { "if-match": current });
  const bare = await write("d", {});
  const tag = read.headers.get("etag");
  return {
    read: {
      tag: tag === null ? "none" : tag.startsWith("W/") ? "weak" : "strong",
      version: read.headers.has("x-resource-version"),
      cacheControl: read.headers.get("cache-control"),
    },
    list: { tag: list.headers.has("etag") },
    withCurrentTag: {
      status: first?.status ?? "lost",
      tag: first?.headers.has("etag") ?? false,
      changed: name.startsWith("b"),
    },
    withStaleTag: { status: stale.status, type: stale.headers.get("content-type") },
    withoutTag: { status: bare.status, cacheControl: bare.headers.get("cache-control") },
  };
}

const patch = (mock: Mock, path: string, value: object, headers: Record<string, string>): Promise<Response> =>
  mock.fetch(path, {
    method: "PATCH",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  });

const usual: Observation = {
  read: { tag: "strong", version: false, cacheControl: "no-cache" },
  list: { tag: false },
  withCurrentTag: { status: 200, tag: true, changed: true },
  withStaleTag: { status: 412, type: "application/json" },
  withoutTag: { status: 428, cacheControl: null },
};

/** What is not as usual. A fault without an entry does not compile. */
const faultEffects: Readonly<Record<FaultName, Partial<Observation>>> = {
  "concurrent-edit": { withCurrentTag: { status: 412, tag: false, changed: false } },
  "drop-answer": { withCurrentTag: { status: "lost", tag: false, changed: true } },
  "weaken-tags": { read: { ...usual.read, tag: "weak" } },
  "hide-tags": { read: { ...usual.read, tag: "none" }, withCurrentTag: { ...usual.withCurrentTag, tag: false } },
  "no-tag-on-write": { withCurrentTag: { ...usual.withCurrentTag, tag: false } },
  "409-for-412": { withStaleTag: { status: 409, type: "application/json" } },
  "html-412": { withStaleTag: { status: 412, type: "text/html" } },
};

const profileEffects: Readonly<Record<ProfileName, Partial<Observation>>> = {
  standard: {},
  "optional-if-match": { list: { tag: true }, withoutTag: { status: 200, cacheControl: null } },
  "weak-under-gzip": { read: { ...usual.read, tag: "weak", version: true } },
  "caching-only": {
    list: { tag: true },
    read: { tag: "strong", version: false, cacheControl: "max-age=60, must-revalidate" },
    withCurrentTag: { status: 200, tag: false, changed: true },
    withStaleTag: { status: 200, type: "application/json" },
    withoutTag: { status: 200, cacheControl: "no-cache, no-store, must-revalidate" },
  },
};

test.for(Object.entries(faultEffects))("the fault %s", async ([name, effect]) => {
  expect(Object.keys(effect), "a fault has an effect").not.toEqual([]);
  expect(await observe({ faults: [name as FaultName] })).toEqual({ ...usual, ...effect });
});

test.for(Object.entries(profileEffects))("the profile %s", async ([name, effect]) => {
  if (name !== "standard") expect(Object.keys(effect), "a profile has an effect").not.toEqual([]);
  expect(await observe({ profile: name as ProfileName })).toEqual({ ...usual, ...effect });
});

test("every fault and every profile has an effect here and a row in docs/mock.md, and no row is left of one that is gone", () => {
  expect(Object.keys(faultEffects)).toEqual([...faultNames]);
  expect(rowsOf("Faults")).toEqual([...faultNames]);
  expect(Object.keys(profileEffects)).toEqual([...profileNames]);
  expect(rowsOf("Profiles")).toEqual([...profileNames]);
});

test("a name that nothing has is refused in code, too", async () => {
  const schema = `${workspace({ "schema.json": api })}/schema.json`;
  for (const options of [{ profile: "job-management" }, { faults: ["weak-tags"] }])
    await expect(createMock({ schema, ...(options as object) })).rejects.toThrow(ConfigError);
  await expect(createMock({ schema, profile: "job-management" as ProfileName })).rejects.toThrow(
    'profile job-management: unknown profile. Available profiles: standard, optional-if-match, weak-under-gzip, caching-only. Did you mean "weak-under-gzip", its new name?',
  );
});
