/** Serves a page and its entry, and misbehaves once when the page asks it to. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { onTestFinished } from "vitest";
import { createEntryServer, type EntryServer } from "../faults/server.js";
import { pathOf } from "../prerequisites/prerequisites.js";

export type Protocol = "HTTP/1.1" | "HTTP/2";

export interface EntryPage {
  readonly origin: string;
  readonly entry: EntryServer;
  /** The changes that arrived: `PATCH 200`, or `PATCH 200, and the connection closed`. */
  readonly changes: readonly string[];
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page with its script. */
async function buildPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at("./entry-page.ts")],
    bundle: true,
    format: "iife",
    globalName: "page",
    target: "es2023",
    write: false,
    alias: { "ifmatch/runtime": at("../../runtime/index.ts") },
  });
  const script = outputFiles[0]!.text.replaceAll("</script", "<\\/script");
  return `<!doctype html><meta charset="utf-8"><title>Entry</title><script>${script}</script>`;
}

/** `login` is where everything is redirected once the page has called `/sign-out`. */
export async function startEntryPage(protocol: Protocol, login?: string): Promise<EntryPage> {
  const html = await buildPage();
  let time = 0;
  const entry = createEntryServer(0, () => time++);
  const changes: string[] = [];
  let loses = false;
  let signedOut = false;

  async function answer(request: Request, response: Response): Promise<void> {
    const { method = "", url = "" } = request;
    const headers = request.headers as Record<string, string>;
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const end = (status: number, fields: Record<string, string> = {}, body = ""): void => {
      response.writeHead(status, fields);
      response.end(body);
    };
    if (url === "/") return end(200, { "content-type": "text/html" }, html);
    if (url === "/lose") loses = true;
    if (url === "/sign-out") signedOut = true;
    if (!url.startsWith("/entries/")) return end(204);
    if (signedOut && login) return end(302, { location: login });
    const body = chunks.length > 0 ? Buffer.concat(chunks).toString() : undefined;
    const reply = entry.answer({ method, path: url, headers, body });
    const cut = method !== "GET" && loses;
    if (method !== "GET") changes.push(`${method} ${reply.status}${cut ? ", and the connection closed" : ""}`);
    if (!cut) return end(reply.status, reply.headers, reply.body);
    loses = false;
    // The change was made, and not a byte of the answer leaves.
    if ("stream" in request) request.stream.session?.destroy();
    else request.socket.destroy();
  }

  const listener = (request: Request, response: Response): void => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    });
  };
  return { origin: await listen(protocol, listener), entry, changes };
}

/** A sign-in page of another origin: 200, HTML, with a tag of its own; readable from everywhere if `open`. */
export const startLogin = async (open: boolean): Promise<string> => {
  const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "*, if-match, content-type" };
  const origin = await listen("HTTP/1.1", (request, response) => {
    request.resume();
    (response as ServerResponse).writeHead(200, {
      "content-type": "text/html",
      etag: '"login"',
      ...(open && { ...cors, "access-control-allow-methods": "*", "access-control-expose-headers": "ETag" }),
    });
    response.end("<html><form>Sign in</form></html>");
  });
  return `${origin}/login`;
};

async function listen(protocol: Protocol, listener: (request: Request, response: Response) => void): Promise<string> {
  const server: Server | Http2SecureServer =
    protocol === "HTTP/1.1" ? createServer(listener) : createSecureServer(selfSigned(), listener);
  if ("keepAliveTimeout" in server) server.keepAliveTimeout = 60_000;
  const sessions = new Set<{ destroy(): void }>();
  server.on("session", (session: { destroy(): void }) => sessions.add(session));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    const closed = once(server, "close");
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
    for (const session of sessions) session.destroy();
    await closed;
  });
  const scheme = protocol === "HTTP/2" ? "https" : "http";
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A certificate for 127.0.0.1 that nobody vouches for. */
function selfSigned(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", key, "-out", cert];
    execFileSync(
      pathOf("openssl"),
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...files, ...subject],
      {
        stdio: "ignore",
      },
    );
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
