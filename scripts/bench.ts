/**
 * Measures sizes and times against their bars. Ratios are taken in one run, the two sides alternating, so that a busy machine slows both.
 *
 *     npm run bench
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createClient as createRuntimeClient,
  retrieve,
  type RetrievalOperation,
  validateBodies,
} from "ifmatch/runtime";
import * as z from "zod";
import { BAR, bundleSize, features, pageOf, programOf, screens } from "./bundle.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ifmatch-bench-"));
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Median time of a call through the client, as a multiple of bare fetch with the same answer; no network. */
async function callOverhead(): Promise<void> {
  const body = JSON.stringify({
    id: 1,
    lines: Array.from({ length: 20 }, (_, index) => ({ index, text: "x".repeat(80) })),
  });
  const fetch = async (): Promise<Response> =>
    new Response(body, { headers: { "content-type": "application/json", etag: '"1"' } });
  const operation: RetrievalOperation = {
    id: "r",
    method: "GET",
    path: "/jobs/{id}",
    accept: "application/json",
    responses: [200],
    resource: "Job",
    key: [["path", "id"]],
  };
  const Line = z.looseObject({ index: z.int(), text: z.string() });
  const schemas = { r: { responses: { 200: z.looseObject({ id: z.int(), lines: z.array(Line) }) } } };
  const plain = createRuntimeClient({ servers: ["http://x"] }, { fetch });
  const validating = createRuntimeClient({ servers: ["http://x"] }, { fetch, validate: validateBodies(schemas) });
  const sides: Record<string, (id: number) => Promise<unknown>> = {
    bare: async (id) => {
      const response = await fetch();
      return { data: await response.json(), etag: response.headers.get("etag"), id };
    },
    client: (id) => retrieve(plain, operation, { path: { id } }),
    validating: (id) => retrieve(validating, operation, { path: { id } }),
  };
  const times: Record<string, number[]> = { bare: [], client: [], validating: [] };
  for (let round = 0; round < 12; round++) {
    for (const [side, call] of Object.entries(sides)) {
      const start = process.hrtime.bigint();
      for (let index = 0; index < 2000; index++) await call(index % 50);
      times[side]!.push(Number(process.hrtime.bigint() - start) / 2000);
    }
  }
  const bare = median(times["bare"]!.slice(2));
  for (const side of ["client", "validating"])
    console.log(
      `call: ${side} / bare fetch`.padEnd(44),
      (median(times[side]!.slice(2)) / bare).toFixed(2),
      side === "client" ? "(bar 1.3)" : "(bar 2)",
    );
}

/** Wall time of whole processes, ours as a multiple of theirs; each side is a Node program below the root, and its arguments. */
function commandLines(
  label: string,
  bar: string,
  sides: { ours: readonly string[]; theirs: readonly string[] },
  mayFind: boolean,
): void {
  const times: Record<keyof typeof sides, number[]> = { ours: [], theirs: [] };
  for (let round = 0; round < 3; round++) {
    for (const side of ["ours", "theirs"] as const) {
      rmSync(join(folder, "out"), { recursive: true, force: true });
      const start = performance.now();
      const [program, ...rest] = sides[side];
      const { status, stderr } = spawnSync(process.execPath, [join(root, program!), ...rest], {
        // Without the config files of this repository.
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
      });
      if (status !== 0 && !(mayFind && status === 1)) throw new Error(`${label}: ${stderr}`);
      times[side].push(performance.now() - start);
    }
  }
  const [ours, theirs] = [median(times.ours), median(times.theirs)];
  console.log(
    label.padEnd(44),
    (ours / theirs).toFixed(2),
    `(${(ours / 1000).toFixed(2)} s / ${(theirs / 1000).toFixed(2)} s; bar ${bar})`,
  );
}

/** The built command line against openapi-typescript's, types only. */
const generation = (schema: string): void =>
  commandLines(
    "generate: ifmatch / openapi-typescript CLI",
    "1.1",
    {
      ours: ["dist/bin.js", "generate", schema, "-o", join(folder, "out"), "--silent"],
      theirs: ["node_modules/openapi-typescript/bin/cli.js", schema, "-o", join(folder, "types.ts")],
    },
    false,
  );

/** The built command line against Redocly's with its recommended rules; both look for line numbers of what they find. */
const linting = (name: string, schema: string): void =>
  commandLines(
    `lint: ifmatch / redocly lint, ${name}`,
    "1",
    {
      ours: ["dist/bin.js", "lint", schema],
      theirs: ["node_modules/@redocly/cli/bin/cli.js", "lint", schema, "--extends", "recommended"],
    },
    true,
  );

const sample = join(root, "generated/index.ts");
const change = "peoplePartialUpdate";
const core = await bundleSize(root, folder, "change", programOf(sample, change));
for (const [name, { minified, gzip }] of [
  ["one retrieval", await bundleSize(root, folder, "retrieval", programOf(sample, "jobJobsRetrieve"))],
  ["one conditional state change", core],
] as const)
  console.log(
    `bundle: ${name}`.padEnd(44),
    `${gzip} bytes gzip (${minified} minified; bars: retrieval ${BAR.retrieval}, change ${BAR.change})`,
  );
for (const { name, imports, use } of features) {
  const { gzip } = await bundleSize(root, folder, "feature", programOf(sample, change, imports, use));
  console.log(`bundle: with ${name}`.padEnd(44), `+${gzip - core.gzip} bytes gzip`);
}
const pages = await Promise.all(
  screens.map(async (screen) => ({
    ...screen,
    ...(await bundleSize(root, folder, screen.name, pageOf(sample, screen))),
  })),
);
for (const { name, gzip } of pages)
  console.log(`bundle: a page, ${name}`.padEnd(44), `+${gzip - pages[0]!.gzip} bytes gzip of ${gzip}`);
await callOverhead();
if (existsSync(join(root, "dist/bin.js"))) {
  generation(join(root, "schema/schema.yml"));
  linting("the sample", join(root, "schema/schema.yml"));
  const large = join(root, "../shared/corpus/box.json");
  if (existsSync(large)) linting("Box's", large);
  else console.log("lint: no large document here, only the sample was linted");
} else console.log("generate, lint: skipped, run `npm run build` first");
rmSync(folder, { recursive: true, force: true });
