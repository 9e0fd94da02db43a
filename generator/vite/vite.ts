import { dirname, resolve } from "node:path";
import { joined, say } from "../printable.js";
import { type Failure, failureOf, PLUGIN } from "./failure.js";
import type { Outcome } from "./outcome.js";
import type { BuildContext, ViteConfig, ViteServer } from "./server.js";

export type { Printable } from "../printable.js";
export type { BuildContext, Failure, ViteConfig, ViteServer };
export type { Position } from "../diagnostics.js";

export interface IfmatchPluginOptions {
  /** The config file, relative to the folder of Vite's config. Default: `ifmatch.config.ts` there, if there is one. */
  readonly config?: string;
  /** What `vite build` does with a client that is out of date: it fails (`"check"`, the default), or generates it. */
  readonly build?: "check" | "generate";
}

/** A plugin for Vite, as far as it has to be known. */
export interface IfmatchPlugin {
  readonly name: string;
  configResolved(config: ViteConfig): void;
  buildStart(this: BuildContext): Promise<void>;
  configureServer(server: ViteServer): Promise<void>;
  buildEnd(): void;
}

/** Changes within this time, in milliseconds, are one: editors and code generators write several files. */
const DEBOUNCE = 50;

/**
 * A plugin for Vite: the development server generates the client whenever its document or config changes, and shows what
 * is wrong with them over the page; `vite build` fails where the client is out of date. In mode `test` it does nothing.
 */
export function ifmatch({ config, build = "check" }: IfmatchPluginOptions = {}): IfmatchPlugin {
  let vite: ViteConfig | undefined;
  let stop = (): void => {};
  const folder = (): string => (vite!.configFile === undefined ? vite!.root : dirname(vite!.configFile));
  const run = async (writes: boolean): Promise<Outcome> => {
    // Loaded when it is needed: an application's build starts without the compiler.
    const { runClients } = await import("./run.js");
    return runClients({ cwd: folder(), config }, writes);
  };
  return {
    name: PLUGIN,
    configResolved(resolved) {
      vite = resolved;
    },
    async buildStart() {
      if (vite!.command !== "build" || vite!.mode === "test") return;
      const { files, problem, stale, wrote } = await run(build === "generate");
      for (const file of files) this.addWatchFile(file);
      if (problem !== undefined) this.error(failureOf(problem, folder()));
      if (stale !== undefined) this.error(stale);
      if (wrote !== undefined) vite!.logger.info(wrote);
    },
    async configureServer(server) {
      if (vite!.mode === "test") return;
      stop = await develop(server, { run: () => run(true), folder: folder(), logger: vite!.logger });
    },
    buildEnd() {
      stop();
    },
  };
}

interface Development {
  readonly run: () => Promise<Outcome>;
  readonly folder: string;
  readonly logger: ViteConfig["logger"];
}

/** Generates now, before the first page is served, and after each change of a file that it was made from. */
async function develop(server: ViteServer, { run, folder, logger }: Development): Promise<() => void> {
  /** Never the output's: what we write starts nothing. */
  const watched = new Set<string>();
  let failure: Failure | undefined;
  let timer: NodeJS.Timeout | undefined;
  const generateOnce = async (): Promise<void> => {
    const { files, problem, wrote } = await run();
    for (const file of files) watched.add(resolve(file));
    server.watcher.add([...files]);
    const failed = failure !== undefined;
    failure = problem === undefined ? undefined : failureOf(problem, folder);
    if (failure !== undefined) {
      const text = joined([failure.message, ...(failure.frame === undefined ? [] : [failure.frame])], "\n");
      logger.error(say`[${PLUGIN}] ${text}`, { timestamp: true });
      server.ws.send({ type: "error", err: failure });
      return;
    }
    // An update of nothing takes the error away.
    if (failed) server.ws.send({ type: "update", updates: [] });
    if (wrote !== undefined) logger.info(say`[${PLUGIN}] ${wrote}`, { timestamp: true });
  };
  let queue = generateOnce();
  // A page that is opened later has to see what is wrong, too.
  server.ws.on("connection", () => {
    if (failure !== undefined) server.ws.send({ type: "error", err: failure });
  });
  server.watcher.on("all", (_, path) => {
    if (!watched.has(resolve(path))) return;
    clearTimeout(timer);
    timer = setTimeout(() => (queue = queue.then(generateOnce)), DEBOUNCE);
    timer.unref();
  });
  await queue;
  return () => clearTimeout(timer);
}
