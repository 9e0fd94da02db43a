import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import * as runtime from "ifmatch/runtime";
import type { AnyResult, Client, RequestOptions, RequestParts } from "ifmatch/runtime";
import { onTestFinished } from "vitest";
import type { ClientConfig } from "../../generator/config/define.js";
import { write, workspace } from "../cli/workspace.js";
import { generateWith, type Result } from "../config/generate-with.js";
import { repository } from "../corpus/corpus.js";

/** A request as its bytes arrived. */
export interface Arrival {
  readonly method: string;
  /** Path and query, as they stand in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Api extends Result {
  /** Calls the generated function of this name. */
  call(name: string, request?: RequestParts, options?: RequestOptions): Promise<AnyResult>;
  readonly client: Client;
  /** What the output exports. */
  readonly exports: Readonly<Record<string, unknown>>;
  readonly arrivals: Arrival[];
  /** The last request. */
  readonly last: Arrival;
  /** Answers requests; 204 at first. */
  answer: (arrival: Arrival, response: ServerResponse) => void;
}

/** A document's client, generated and bundled, and a server on 127.0.0.1 that it talks to. */
export async function apiOf(document: object | string, config: Partial<ClientConfig> = {}): Promise<Api> {
  const whole =
    typeof document === "string" ? document : { openapi: "3.0.3", info: { title: "Test", version: "1" }, ...document };
  const generated = await generateWith(config, whole);
  const exports = await load(generated.files);
  const arrivals: Arrival[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const arrival = { method, url, headers, body: Buffer.concat(chunks) };
    arrivals.push(arrival);
    api.answer(arrival, response);
  });
  await new Promise<void>((ready) => void server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = (exports["createClient"] as (options: object) => Client)({ baseUrl });
  const api: Api = {
    ...generated,
    exports,
    client,
    arrivals,
    get last() {
      return arrivals.at(-1)!;
    },
    call: (name, request = {}, options) =>
      (exports[name] as (client: Client, request: RequestParts, options?: RequestOptions) => Promise<AnyResult>)(
        client,
        request,
        options,
      ),
    answer: (_, response) => void response.writeHead(204).end(),
  };
  return api;
}

const requireHere = createRequire(import.meta.url);

/**
 * Runs generated files in this realm, so that a `Blob` is the same class. They use the runtime of this process and not a
 * bundled copy: its errors are the same classes, and coverage sees what runs. That its exports survive a bundler is
 * tested by `test/runtime/bundle.test.ts`.
 */
async function load(files: ReadonlyMap<string, string>): Promise<Readonly<Record<string, unknown>>> {
  const folder = workspace();
  write(folder, Object.fromEntries(files));
  const { outputFiles } = await build({
    entryPoints: [join(folder, "index.ts")],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    logLevel: "error",
    nodePaths: [join(repository, "node_modules")],
    external: ["ifmatch/runtime"],
  });
  const module = { exports: {} as Record<string, unknown> };
  // oxlint-disable-next-line no-implied-eval -- our own output
  new Function("module", "exports", "require", outputFiles[0]!.text)(module, module.exports, (name: string): unknown =>
    name === "ifmatch/runtime" ? runtime : requireHere(name),
  );
  return module.exports;
}
