import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { main, recordingTerminal, type RecordingTerminal, STACK } from "./recording-terminal.js";
import { document, type Files, jobsApi, operation, read, snapshot, workspace, write } from "./workspace.js";

/** Nothing here asserts a speed: this is how long a slow machine may take for one step. */
const GENEROUS = { timeout: 30_000, interval: 25 };
const WATCHING = "Watching for changes. Press Ctrl-C to stop.";

interface Watch {
  readonly terminal: RecordingTerminal;
  /** Resolves when the recorded output holds `text`. */
  expectSeen(text: string): Promise<void>;
  stop(): Promise<number>;
}

async function watchIn(folder: string, ...argv: string[]): Promise<Watch> {
  const terminal = recordingTerminal(folder);
  const interrupt = new AbortController();
  const ended = main(["generate", "--watch", ...argv], terminal, interrupt.signal);
  const stop = (): Promise<number> => {
    interrupt.abort();
    return ended;
  };
  onTestFinished(async () => void (await stop()));
  const expectSeen = (text: string): Promise<void> =>
    vi.waitFor(() => expect(`${terminal.stdout}${terminal.stderr}`).toContain(text), GENEROUS);
  await expectSeen(WATCHING);
  return { terminal, expectSeen, stop };
}

/** Waits for the generated text, which is what a user waits for. */
const expectGenerated = (folder: string, path: string, text: string): Promise<void> =>
  vi.waitFor(() => expect(read(folder, path)).toContain(text), GENEROUS);

/** Saves files until the watch answers: a save in the very moment in which it begins to watch a file may be missed. */
const save = (folder: string, files: Files, answer: () => Promise<void>): Promise<void> =>
  untilAnswered(() => write(folder, files), answer);

async function untilAnswered(act: () => void, answer: () => Promise<void>): Promise<void> {
  act();
  const again = setInterval(act, 5_000);
  try {
    await answer();
  } finally {
    clearInterval(again);
  }
}

const root = document({ "/jobs/{job_id}/": { $ref: "paths/job.yml" } });
const pathItem = (operationId: string): object => ({
  parameters: [{ in: "path", name: "job_id", required: true, schema: { type: "string" } }],
  get: operation(operationId, {}, { $ref: "../schemas/job.yml" }),
});
const job = (property: string): object => ({ type: "object", properties: { [property]: { type: "string" } } });
const multiFile = { "schema.yml": root, "paths/job.yml": pathItem("job_retrieve"), "schemas/job.yml": job("name") };

test("a change of a file that the document refers to generates again", async () => {
  const folder = workspace(multiFile);
  await watchIn(folder);
  expect(read(folder, "generated/models.ts")).toContain("name?: string");
  await save(folder, { "schemas/job.yml": job("title") }, () =>
    expectGenerated(folder, "generated/models.ts", "title?: string"),
  );
  await save(folder, { "paths/job.yml": pathItem("job_read") }, () =>
    expectGenerated(folder, "generated/operations/jobs.ts", "function jobRead("),
  );
  await save(folder, { "schema.yml": { ...root, info: { title: "Renamed", version: "1" } } }, () =>
    expectGenerated(folder, "generated/client.ts", "Renamed"),
  );
});

test("a broken state in between is reported, changes nothing, and is recovered from", async () => {
  const folder = workspace(multiFile);
  const { terminal, expectSeen } = await watchIn(folder);
  const before = snapshot(join(folder, "generated"));
  await save(folder, { "schemas/job.yml": "type: object\nproperties: [\n" }, () => expectSeen("nothing was written."));
  expect(terminal.stderr).toMatch(/^schemas\/job\.yml:\d+:\d+ {2}error {2}/m);
  expect(terminal.stderr).not.toMatch(STACK);
  expect(snapshot(join(folder, "generated"))).toEqual(before);
  await save(folder, { "schemas/job.yml": job("mended") }, () =>
    expectGenerated(folder, "generated/models.ts", "mended?: string"),
  );
});

test("a document that is broken from the start is recovered from when its own file is mended", async () => {
  const folder = workspace({ "schema.yml": "openapi: 3.0.3\npaths: [\n" });
  await watchIn(folder);
  await save(folder, { "schema.yml": jobsApi() }, () => expectGenerated(folder, "generated/client.ts", "Jobs"));
});

test("a document that is broken from the start is recovered from when the file it refers to is mended", async () => {
  const folder = workspace({ ...multiFile, "schemas/job.yml": "type: object\nproperties: [\n" });
  const { terminal } = await watchIn(folder);
  expect(terminal.stderr).toMatch(/^schemas\/job\.yml:\d+:\d+ {2}error {2}/m);
  await save(folder, { "schemas/job.yml": job("mended") }, () =>
    expectGenerated(folder, "generated/models.ts", "mended?: string"),
  );
});

test.for([
  ["ifmatch.config.ts", (zod: boolean) => `export default { input: "schema.yml", zod: ${zod} };\n`],
  ["ifmatch.config.json", (zod: boolean) => `{ "input": "schema.yml", "zod": ${zod} }\n`],
] as const)("a change of %s takes effect", async ([name, config]) => {
  const folder = workspace({ "schema.yml": jobsApi(), [name]: config(true) });
  await watchIn(folder);
  expect(Object.keys(snapshot(join(folder, "generated")))).toContain("schemas.ts");
  await save(folder, { [name]: config(false) }, () =>
    vi.waitFor(() => expect(Object.keys(snapshot(join(folder, "generated")))).not.toContain("schemas.ts"), GENEROUS),
  );
});

test("a config that breaks is reported by its key and recovered from", async () => {
  const folder = workspace({
    "schema.yml": jobsApi(),
    "ifmatch.config.ts": 'export default { input: "schema.yml" };\n',
  });
  const { expectSeen } = await watchIn(folder);
  await save(folder, { "ifmatch.config.ts": 'export default { inputt: "schema.yml" };\n' }, () =>
    expectSeen('inputt: unknown key. Did you mean "input"?'),
  );
  await save(folder, { "ifmatch.config.ts": 'export default { input: "schema.yml", output: "other" };\n' }, () =>
    expectGenerated(folder, "other/client.ts", "Jobs"),
  );
});

test("an editor that replaces the file when it saves is followed", async () => {
  const folder = workspace(multiFile);
  await watchIn(folder);
  for (const name of ["first", "second"]) {
    const replace = (): void => {
      write(folder, { "schemas/job.yml.tmp": job(name) });
      renameSync(join(folder, "schemas/job.yml.tmp"), join(folder, "schemas/job.yml"));
    };
    await untilAnswered(replace, () => expectGenerated(folder, "generated/models.ts", `${name}?: string`));
  }
});

test("aborting ends it with exit code 0", async () => {
  const folder = workspace({ "schema.yml": jobsApi() });
  const { stop } = await watchIn(folder);
  expect(await stop()).toBe(0);
});

test("a signal that is aborted already ends it after the first run", async () => {
  const folder = workspace({ "schema.yml": jobsApi() });
  const terminal = recordingTerminal(folder);
  expect(await main(["generate", "--watch"], terminal, AbortSignal.abort())).toBe(0);
  expect(read(folder, "generated/client.ts")).toContain("Jobs");
});

test("--silent says nothing while all is well", async () => {
  const folder = workspace({ "schema.yml": jobsApi() });
  const terminal = recordingTerminal(folder);
  const interrupt = new AbortController();
  const ended = main(["generate", "--watch", "--silent"], terminal, interrupt.signal);
  await expectGenerated(folder, "generated/client.ts", "Jobs").catch(() => undefined);
  interrupt.abort();
  expect(await ended).toBe(0);
  expect(`${terminal.stdout}${terminal.stderr}`).toBe("");
});
