/** What is printed into a pipe arrives, however slowly it is read; and a reader that goes away ends nothing badly. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "./recording-terminal.js";
import { document, operation, workspace } from "./workspace.js";

const root = join(import.meta.dirname, "../..");

const start = (folder: string, ...argv: string[]): ChildProcess =>
  spawn(process.execPath, ["--import", import.meta.resolve("tsx"), join(root, "generator/cli/bin.ts"), ...argv], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** A pipe holds 64 KiB: what is larger waits for its reader. */
const PIPE = 65_536;
/** Paths in a document that is large enough for more than a pipe holds, whichever command prints it. */
const COUNT = 90;

const NAME = "records_that_have_a_long_name_so_that_few_of_them_fill_a_pipe_whichever_command_speaks_of_them";

const records = (description: string, count: number): object => {
  const id = { parameters: [{ in: "path", name: "id", required: true, schema: { type: "string" } }] };
  const paths = Array.from({ length: count }, (_, index) => [
    `/${NAME.replaceAll("_", "-")}-${index}/{id}/`,
    {
      ...id,
      get: operation(`${NAME}_${index}_retrieve`, { tags: ["records"] }),
      put: operation(`${NAME}_${index}_update`, { tags: ["records"], description }),
      delete: operation(`${NAME}_${index}_destroy`, { tags: ["records"] }),
    },
  ]);
  return document(Object.fromEntries(paths) as Record<string, unknown>);
};
const MARKED = "Concurrency is controlled in this endpoint (E-tag/If-Match). It changes the record.";
const filesOf = (count: number): Record<string, object> => ({
  "old.json": records("It changes the record.", count),
  "schema.json": records(MARKED, count),
});

const commands: Readonly<Record<string, readonly string[]>> = {
  "generate --format json": ["generate", "schema.json", "--dry-run", "--json"],
  "generate --check": ["generate", "schema.json", "--check"],
  lint: ["lint", "schema.json"],
  "lint --format json": ["lint", "schema.json", "--json"],
  diff: ["diff", "old.json", "schema.json"],
  report: ["report", "schema.json"],
  enrich: ["enrich", "schema.json"],
};

test.for(Object.entries(commands))(
  "%s: everything reaches a reader that starts late",
  { tags: ["at-length"] },
  async ([, argv]) => {
    const folder = workspace(filesOf(COUNT));
    const child = start(folder, ...argv);
    const errors = textOf(child.stderr!);
    const exited = once(child, "exit");
    // The reader starts once the command has filled the pipe, or has ended.
    const waiting = new Promise<void>((done) => child.stdout!.once("readable", done));
    await waiting;
    const text = await textOf(child.stdout!);
    const [code] = (await exited) as [number];
    const { code: expected, stdout } = await run(folder, ...argv);
    expect(Buffer.byteLength(stdout)).toBeGreaterThan(argv[0] === "report" || argv.includes("--check") ? 0 : PIPE);
    const withoutTimes = (output: string): string => output.replace(/"(?:load|model|emit)": \d+/g, '"time"');
    expect(withoutTimes(text)).toBe(withoutTimes(stdout));
    expect({ code, errors: await errors }).toEqual({ code: expected, errors: "" });
  },
);

// A pipe without a reader refuses the first byte.
describe("a reader that closes the pipe", () => {
  test.for(Object.entries(commands))("ends %s quietly, and its exit code stays true", async ([, argv]) => {
    const folder = workspace(filesOf(3));
    const child = start(folder, ...argv);
    const errors = textOf(child.stderr!);
    child.stdout!.destroy();
    const [code] = (await once(child, "exit")) as [number];
    expect(await errors).toBe("");
    expect(code).toBe((await run(folder, ...argv)).code);
  });

  test("ends a server, which would run for ever", async () => {
    const child = start(workspace(filesOf(3)), "mock", "schema.json", "--port", "0");
    const errors = textOf(child.stderr!);
    child.stdout!.destroy();
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await errors).toBe("");
  });

  test("of standard error is no crash either", async () => {
    const child = start(workspace(filesOf(3)), "lint", "--nonsense");
    child.stderr!.destroy();
    expect(await once(child, "exit")).toEqual([2, null]);
  });
});
