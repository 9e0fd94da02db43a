/**
 * Counts what our code does with documents of 100 and of 200 operations, and prints `{ "lint crud": [work of N, work of 2N] }`.
 * Work is how often each function of generator/ runs, as V8 counts it: the same on every machine, however busy.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfig, type ClientJob } from "../../generator/config/load.js";
import { diffContracts } from "../../generator/diff/diff.js";
import { buildManifest } from "../../generator/emit/manifest.js";
import { overlayOf } from "../../generator/enrich/overlay.js";
import { lintDocument } from "../../generator/lint/lint.js";
import { openModel } from "../../generator/open-model.js";
import { bigDocument, kindNames } from "./big-document.js";

const SIZES = [100, 200] as const;
const folder = mkdtempSync(join(tmpdir(), "ifmatch-growth-"));
const session = new Session();
session.connect();

const commands: Readonly<Record<string, (job: ClientJob) => Promise<unknown>>> = {
  lint: (job) => lintDocument(job, { strict: true, repairs: true }),
  enrich: async (job) => overlayOf(await (await openModel(job, { asWritten: true })).contract()),
  "model, manifest and diff": async (job) => {
    const model = await (await openModel(job)).model();
    buildManifest(model);
    diffContracts(model, model);
  },
};

function jobFor(document: object, name: string): ClientJob {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(document));
  return checkConfig({ input: file }, join(folder, "ifmatch.config.json"))[0]!;
}

/** How often functions of our sources run meanwhile. */
async function workOf(run: () => Promise<unknown>): Promise<number> {
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await run();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  await session.post("Profiler.stopPreciseCoverage");
  return result
    .filter(({ url }) => url.includes("/generator/"))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}

try {
  await session.post("Profiler.enable");
  const counted: Record<string, number[]> = {};
  for (const kind of kindNames) {
    const jobs = SIZES.map((size) => jobFor(bigDocument(kind, size), `${kind}-${size}.json`));
    for (const [name, run] of Object.entries(commands)) {
      // Once before: libraries are loaded, and what is kept for the process is there.
      await run(jobs[0]!);
      const work: number[] = [];
      for (const job of jobs) work.push(await workOf(() => run(job)));
      counted[`${name} ${kind}`] = work;
    }
  }
  process.stdout.write(JSON.stringify(counted));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
