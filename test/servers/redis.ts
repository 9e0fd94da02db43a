/** A real Redis, Debian's `redis-server`, as the tests need it: empty, on a free port, gone afterwards. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { pathOf } from "../prerequisites/prerequisites.js";
import { freePort } from "./free-port.js";

export interface RedisServer {
  readonly url: string;
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts one that keeps nothing on disk. */
export async function startRedis(): Promise<RedisServer> {
  // Somebody else may take the port between our looking and its listening.
  for (let attempt = 0; attempt < 5; attempt++) {
    const port = await freePort();
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    const server = spawn(pathOf("redis"), options, { stdio: ["ignore", "pipe", "inherit"] });
    if (!(await isReady(server))) continue;
    return {
      url: `redis://127.0.0.1:${port}`,
      async stop() {
        if (server.exitCode !== null || server.signalCode !== null) return;
        const gone = once(server, "exit");
        server.kill("SIGKILL");
        await gone;
      },
    };
  }
  throw new Error("redis-server did not start.");
}

/** Whether it says that it accepts connections, before it ends. */
function isReady(server: ChildProcess): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let output = "";
    server.stdout!.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ready to accept connections")) resolve(true);
    });
    server.once("exit", () => resolve(false));
    server.once("error", reject);
  });
}
