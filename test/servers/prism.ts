/** Prism, as a proxy that holds every request and every answer against the schema. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pathOf } from "../prerequisites/prerequisites.js";
import { djangoEnvironment, djangoFolder } from "./django-command.js";
import { freePort } from "./free-port.js";
import type { Proxy } from "./nginx.js";

const prism = fileURLToPath(new URL("../../node_modules/@stoplight/prism-cli/dist/index.js", import.meta.url));

/**
 * Starts it in front of Django, under the schema that declares tags, preconditions and statuses (`SCHEMA=full`). What
 * does not conform is answered with a problem of Prism's.
 */
export async function startPrism(origin: string): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), "ifmatch-prism-"));
  const schema = join(folder, "schema.yml");
  const env = djangoEnvironment(folder, { SCHEMA: "full" });
  const run = spawnSync(pathOf("django"), ["manage.py", "spectacular", "--fail-on-warn"], { cwd: djangoFolder, env });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  await writeFile(schema, run.stdout);
  // Prism takes no port 0, and somebody else may take the port between our looking and its listening.
  for (let attempt = 0; attempt < 5; attempt++) {
    const port = await freePort();
    const command = [prism, "proxy", "--host", "127.0.0.1", "--port", String(port), "--errors", schema, origin];
    const server = spawn(process.execPath, command, {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, CI: "" },
    });
    const ready = await new Promise<boolean>((resolve, reject) => {
      let output = "";
      server.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("Prism is listening")) resolve(true);
      });
      server.once("exit", () => resolve(false));
      server.once("error", reject);
    });
    if (!ready) continue;
    return {
      origin: `http://127.0.0.1:${port}`,
      async stop() {
        const gone = once(server, "exit");
        server.kill("SIGKILL");
        await gone;
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  throw new Error("Prism did not start.");
}
