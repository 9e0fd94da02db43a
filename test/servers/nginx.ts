/** A real nginx, Debian's, in front of a back end: its own folder and port, gone afterwards. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathOf } from "../prerequisites/prerequisites.js";
import { freePort } from "./free-port.js";

export interface Proxy {
  /** Such as `http://127.0.0.1:43210`. */
  readonly origin: string;
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>;
}

/** What it does: `gzip` compresses, which turns tags weak; `proxy_cache` keeps what may be kept, for all users alike. */
export type NginxMode = "gzip" | "proxy_cache";

export async function startNginx(origin: string, mode: NginxMode): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), "ifmatch-nginx-"));
  // Started by root, its workers are somebody else.
  await chmod(folder, 0o755);
  // Somebody else may take the port between our looking and its listening.
  for (let attempt = 0; attempt < 5; attempt++) {
    const port = await freePort();
    await writeFile(join(folder, "nginx.conf"), configuration(folder, port, origin, mode));
    const options = ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")];
    const server = spawn(pathOf("nginx"), options, { stdio: ["ignore", "ignore", "pipe"] });
    if (!(await accepts(server, port))) continue;
    return { origin: `http://127.0.0.1:${port}`, stop: () => end(server, folder) };
  }
  throw new Error(`nginx did not start:\n${await readFile(join(folder, "error.log"), "utf8")}`);
}

async function end(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const gone = once(server, "exit");
    server.kill("SIGTERM");
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
}

/** Whether it takes a connection before it ends. It says nothing when it is ready: ask, until it answers or is gone. */
async function accepts(server: ChildProcess, port: number): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    const socket = createConnection(port, "127.0.0.1");
    const connected = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return true;
    await pause(20);
  }
  return false;
}

const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

const modes: Record<NginxMode, string> = {
  gzip: "gzip on; gzip_proxied any; gzip_min_length 1; gzip_types *;",
  proxy_cache: "proxy_cache kept; proxy_cache_key $request_uri; add_header X-Cache $upstream_cache_status always;",
};

const configuration = (folder: string, port: number, origin: string, mode: NginxMode): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  ${folders.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  proxy_cache_path ${folder}/cache keys_zone=kept:1m;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${origin};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      ${modes[mode]}
    }
  }
}
`;
