/** `ifmatch/vite` in the real Vite: its development server, and its build. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { ifmatch, type IfmatchPluginOptions } from "ifmatch/vite";
import { build, createServer, type InlineConfig, type Plugin, type ViteDevServer } from "vite";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { repository } from "../corpus/corpus.js";
import { forgedOutput } from "../cli/forged-output.js";
import { run } from "../cli/recording-terminal.js";
import {
  document,
  type Files,
  jobsApi,
  listing,
  operation,
  read,
  snapshot,
  workspace,
  write,
} from "../cli/workspace.js";

// In CI, colours are escape sequences of our own.
vi.hoisted(() => void (process.env["NO_COLOR"] = "1"));

// Fits Vite's own type, which it does not import.
const plugin = (options?: IfmatchPluginOptions): Plugin => ifmatch(options);

const application: Files = {
  "openapi.json": jobsApi(),
  "package.json": { type: "module" },
  "index.html": '<script type="module" src="/src/main.ts"></script>',
  "src/main.ts":
    'import { createClient, jobRetrieve } from "./api/index.js";\nconsole.log(createClient, jobRetrieve);\n',
  // The copy of the runtime needs no package.
  "ifmatch.config.json": { input: "openapi.json", output: "src/api", runtime: "inline", zod: false },
};

const logged: string[] = [];
const logger = {
  info: (text: string) => void logged.push(text),
  warn: () => {},
  warnOnce: () => {},
  error: (text: string) => void logged.push(text),
  clearScreen: () => {},
  hasErrorLogged: () => false,
  hasWarned: false,
};

const settings = (root: string, options?: IfmatchPluginOptions): InlineConfig => ({
  root,
  configFile: false,
  mode: "development",
  customLogger: logger,
  plugins: [plugin(options)],
});

interface Payload {
  readonly type: string;
  readonly err?: { readonly message: string; readonly id?: string; readonly loc?: object; readonly frame?: string };
}

interface Running {
  readonly server: ViteDevServer;
  /** What the page was sent. */
  readonly sent: readonly Payload[];
  /** Opens the page. */
  readonly visit: () => void;
}

async function develop(root: string, options?: IfmatchPluginOptions): Promise<Running> {
  logged.length = 0;
  const sent: Payload[] = [];
  const visitors: (() => void)[] = [];
  const spy: Plugin = {
    name: "spy",
    enforce: "pre",
    configureServer(server) {
      vi.spyOn(server.ws, "send").mockImplementation((payload: unknown) => void sent.push(payload as Payload));
      vi.spyOn(server.ws, "on").mockImplementation((event: string, listener: unknown) => {
        if (event === "connection") visitors.push(listener as () => void);
      });
    },
  };
  const inline = settings(root, options);
  const server = await createServer({
    ...inline,
    plugins: [spy, ...inline.plugins!],
    server: { host: "127.0.0.1", port: 0, middlewareMode: false, hmr: { overlay: true } },
  });
  onTestFinished(() => server.close());
  await server.listen();
  const visit = (): void => visitors.forEach((listener) => listener());
  return { server, sent, visit };
}

const errorsOf = (sent: readonly Payload[]): NonNullable<Payload["err"]>[] =>
  sent.flatMap(({ type, err }) => (type === "error" && err ? [err] : []));

const withOne = (name: string): object => document({ "/jobs/": { get: operation(name, {}, { type: "object" }) } });

describe("the development server", () => {
  test("generates before the first page, and serves what it generated", async () => {
    const root = workspace(application);
    const { server } = await develop(root);
    expect(listing(root)).toContain("src/api/client.ts");
    const { code } = (await server.transformRequest("/src/api/index.ts"))!;
    expect(code).toContain("/src/api/client.ts");
    expect(logged.join("\n")).toMatch(/\[ifmatch\] src\/api\/: client\.ts added/);
  });

  test("generates again when the document changes, and not when its own output does", async () => {
    const root = workspace(application);
    await develop(root);
    write(root, { "openapi.json": withOne("widgets") });
    await vi.waitFor(() => expect(read(root, "src/api/operations/jobs.ts")).toContain("widgets"), 10_000);
    const count = (): number => logged.filter((text) => text.includes("[ifmatch]")).length;
    expect(count()).toBe(2);
    const before = snapshot(join(root, "src/api"));
    write(root, { "src/api/client.ts": `${before["client.ts"]}// mine\n` });
    await new Promise((done) => setTimeout(done, 1000));
    expect(count()).toBe(2);
    expect(read(root, "src/api/client.ts")).toContain("// mine");
  });

  test("takes several changes in a row as one", async () => {
    const root = workspace(application);
    await develop(root);
    for (const name of ["a", "b", "c", "d"]) write(root, { "openapi.json": withOne(`widgets_${name}`) });
    await vi.waitFor(() => expect(read(root, "src/api/operations/jobs.ts")).toContain("widgetsD"), 10_000);
    await new Promise((done) => setTimeout(done, 500));
    expect(logged.filter((text) => text.includes("[ifmatch]"))).toHaveLength(2);
  });

  test("generates again when the config changes, and when a file that the document refers to does", async () => {
    const root = workspace({
      ...application,
      "openapi.json": document({ "/jobs/": { $ref: "./jobs.json" } }),
      "jobs.json": { get: operation("first", {}, { type: "object" }) },
    });
    await develop(root);
    write(root, { "jobs.json": { get: operation("second", {}, { type: "object" }) } });
    await vi.waitFor(() => expect(read(root, "src/api/operations/jobs.ts")).toContain("second"), 10_000);
    const config = { input: "openapi.json", output: "src/api", runtime: "inline", zod: false, layout: "single" };
    write(root, { "ifmatch.config.json": config });
    await vi.waitFor(() => expect(listing(root)).toContain("src/api/operations.ts"), 10_000);
  });

  test("shows over the page where the document is broken, to who comes later as well, until it is repaired", async () => {
    const root = workspace(application);
    const { sent, visit } = await develop(root);
    const files = snapshot(join(root, "src/api"));
    write(root, { "openapi.json": '{\n  "openapi": "3.0.3",\n  "paths": oops\u001b\n}' });
    await vi.waitFor(() => expect(errorsOf(sent)).toHaveLength(1), 10_000);
    const [error] = errorsOf(sent);
    expect(error).toMatchObject({ id: join(root, "openapi.json"), loc: { line: 3 }, plugin: "ifmatch" });
    expect(error!.message).toContain("openapi.json:3:");
    expect(error!.frame).toMatch(/^1 \| \{\n2 \| .*\n3 \| {3}"paths": oops\\u001b\n {2}\| +\^\n4 \| \}$/m);
    expect(snapshot(join(root, "src/api"))).toEqual(files);
    visit();
    expect(errorsOf(sent)).toHaveLength(2);
    write(root, { "openapi.json": jobsApi() });
    await vi.waitFor(() => expect(sent).toContainEqual({ type: "update", updates: [] }), 10_000);
    visit();
    expect(errorsOf(sent)).toHaveLength(2);
  });

  test("starts with a document that is broken or missing, and generates when it is there", async () => {
    const { "openapi.json": _, ...others } = application;
    const root = workspace(others);
    const { sent } = await develop(root);
    expect(errorsOf(sent)[0]!.message).toContain("openapi.json");
    write(root, { "openapi.json": jobsApi() });
    await vi.waitFor(() => expect(listing(root)).toContain("src/api/client.ts"), 10_000);
  });

  test("does nothing in the mode of tests", async () => {
    const root = workspace(application);
    const server = await createServer({ ...settings(root), mode: "test", server: { middlewareMode: true, ws: false } });
    onTestFinished(() => server.close());
    expect(listing(root)).not.toContain("src/api");
  });
});

describe("vite build", () => {
  test.for([
    ["generate", "client.ts added"],
    ["check", "is out of date"],
  ] as const)("the name of a folder stays text in what build: %s says", async ([mode, says]) => {
    const config = { input: "openapi.json", output: "src/a\u001b[2J\n::error::x", runtime: "inline", zod: false };
    const root = workspace({ ...application, "ifmatch.config.json": config, "src/main.ts": "export {};\n" });
    logged.length = 0;
    const failed = await build(settings(root, { build: mode })).catch((error: Error) => error.message);
    const said = [...logged, typeof failed === "string" ? failed : ""].filter((text) => text.includes(says)).join("\n");
    expect(said).toContain("src/a\\u001b[2J\\n\\u003a:error::x/");
    expect(forgedOutput(said)).toEqual([]);
  });

  test("passes with a client that is up to date", async () => {
    const root = workspace(application);
    await run(root, "generate");
    const before = snapshot(join(root, "src"));
    await build(settings(root));
    expect(listing(root)).toContain("dist/index.html");
    expect(snapshot(join(root, "src"))).toEqual(before);
  });

  test("fails on drift, names the files and what to run, and writes nothing", async () => {
    const root = workspace(application);
    await run(root, "generate");
    write(root, { "openapi.json": withOne("widgets") });
    const before = snapshot(root);
    await expect(build(settings(root))).rejects.toThrow(
      /src\/api\/ is out of date: .*operations\/jobs\.ts changed[^]*Run `npm run generate` and commit the result\./,
    );
    expect(snapshot(root)).toEqual(before);
  });

  test("fails where the document is broken, with its place", async () => {
    const root = workspace({ ...application, "openapi.json": '{\n  "openapi": oops }' });
    await expect(build(settings(root))).rejects.toThrow(/ifmatch\] .*openapi\.json:2:1\n[^]*The version oops[^]*2 \| /);
  });

  test('generates with `build: "generate"`, from the config that is named', async () => {
    const { "ifmatch.config.json": config, ...others } = application;
    const root = workspace({
      ...others,
      "config/api.json": { ...(config as object), input: "../openapi.json", output: "../src/api" },
    });
    await build(settings(root, { build: "generate", config: "config/api.json" }));
    expect(listing(root)).toEqual(expect.arrayContaining(["src/api/client.ts", "dist/index.html"]));
  });

  test(
    "on the command line exits with 1 on drift, with 0 without, and finds the config beside its own",
    { tags: ["at-length"] },
    async () => {
      const root = workspace({
        ...application,
        "vite.config.ts": `import { ifmatch } from ${JSON.stringify(join(repository, "generator/vite/vite.ts"))};\nexport default { root: "src", plugins: [ifmatch()] };\n`,
        "src/index.html": '<script type="module" src="/main.ts"></script>',
      });
      const vite = (): Promise<{ code: number; output: string }> =>
        new Promise((done) => {
          const script = join(repository, "node_modules/vite/bin/vite.js");
          const parameters = [
            "--import",
            join(repository, "node_modules/tsx/dist/esm/index.mjs"),
            script,
            "build",
            "--configLoader",
            "native",
          ];
          execFile(
            "node",
            parameters,
            { cwd: root, env: { ...process.env, NODE_ENV: "", NO_COLOR: "1" } },
            (error, stdout, stderr) => done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
          );
        });
      expect(await vite()).toEqual({ code: 1, output: expect.stringContaining("src/api/ is out of date") });
      await run(root, "generate");
      expect((await vite()).code).toBe(0);
    },
  );
});
