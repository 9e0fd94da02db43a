/**
 * The Django back end, as the tests need it: its own folder, database and port, seeded, gone afterwards.
 *
 *     const django = await startDjango({ gzip: true });
 *     const client = createClient({ baseUrl: django.origin, auth: { jwtAuth: django.token } });
 *     ...
 *     await django.stop();
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pathOf } from "../prerequisites/prerequisites.js";
import { djangoEnvironment, djangoFolder } from "./django-command.js";
import { ids as recordIds, uuid } from "./records.js";

/** The records that `manage.py seed` makes. */
export const ids = { ...recordIds, otherPerson: 8, project: 5, otherProject: 6, supplier: uuid(11) } as const;

export interface DjangoOptions {
  /** Compresses, which turns tags weak. */
  readonly gzip?: boolean;
  /** Pages of other ports may use it (`full`), or may but see no tag (`noexpose`); off by default. */
  readonly cors?: "off" | "noexpose" | "full";
  /** Signs in with sessions, too, at `/sign-in/`. */
  readonly sessions?: boolean;
}

export interface DjangoServer {
  /** Such as `http://127.0.0.1:43210`. */
  readonly origin: string;
  /** An access token of the user `ada` (password `analytical`), good for a day. */
  readonly token: string;
  /** The same user's refresh token. */
  readonly refreshToken: string;
  /** What it wrote to stderr so far: the tracebacks of its 500s. */
  errors(): string;
  /** Ends it, waits until it is gone, and removes its folder. */
  stop(): Promise<void>;
}

/** Starts one. */
export async function startDjango({
  gzip = false,
  cors = "off",
  sessions = false,
}: DjangoOptions = {}): Promise<DjangoServer> {
  const folder = await mkdtemp(join(tmpdir(), "ifmatch-django-"));
  const env = djangoEnvironment(folder, {
    GZIP: gzip ? "on" : "off",
    CORS: cors,
    SESSIONS: sessions ? "on" : "off",
  });
  const python = pathOf("django");
  const seeded = await promisify(execFile)(python, ["manage.py", "seed"], { cwd: djangoFolder, env });
  const { access, refresh } = JSON.parse(seeded.stdout) as Record<"access" | "refresh", string>;
  // Port 0: it says which one it got. Twenty writers wait in threads, not in a queue.
  const threads = ["--worker-class", "gthread", "--workers", "2", "--threads", "16", "--worker-tmp-dir", folder];
  // As it comes, an idle connection is closed after 2 seconds: a request that is sent just then gets no answer.
  const idle = ["--keep-alive", "75"];
  const command = ["-m", "gunicorn", "--bind", "127.0.0.1:0", ...threads, ...idle, "backend.wsgi"];
  const server = spawn(python, command, { cwd: djangoFolder, env, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => void (log += chunk.toString()));
  const origin = await listening(server, () => log);
  return {
    origin,
    token: access,
    refreshToken: refresh,
    errors: () => log,
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        const gone = once(server, "exit");
        server.kill("SIGTERM");
        await gone;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with its origin once it listens: from then on connections wait for it in the kernel. */
function listening(server: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.stderr!.on("data", () => {
      const origin = /Listening at: (http:\/\/[\d.:]+)/.exec(log())?.[1];
      if (origin !== undefined) resolve(origin);
    });
    server.once("exit", () => reject(new Error(`gunicorn ended before it listened:\n${log()}`)));
    server.once("error", reject);
  });
}
