/** A small server of jobs that keeps every promise, except those that a test takes from it. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { evaluate } from "../servers/preconditions.js";

/** What the server does wrong; each is known from the field (`reference/server-behaviours.md`). */
export interface Faults {
  noTag?: boolean;
  bareTag?: boolean;
  weakTags?: boolean;
  /** `W/` on compressed answers, as Django and nginx do it. */
  weakUnderGzip?: boolean;
  /** `-gzip` in the tag, which is then not known again, as Apache does it. */
  suffixUnderGzip?: boolean;
  /** Another tag at each GET. */
  restlessTag?: boolean;
  never304?: boolean;
  /** If-None-Match as a string: no lists, no `W/`, no `*`. */
  plainCompare?: boolean;
  bare304?: boolean;
  noStoreOn304?: boolean;
  always304?: boolean;
  headTag?: boolean;
  futureLastModified?: boolean;
  ownTagPerView?: boolean;
  /** As Express, Fastify and json-server. */
  ignoresIfMatch?: boolean;
  /** 428 is never asked for. */
  demandsNothing?: boolean;
  /** Django's get_conditional_response: what cannot be parsed is not there. */
  ignoresMalformed?: boolean;
  ignoresWeak?: boolean;
  comparesIfMatchPlainly?: boolean;
  alwaysRefuses?: boolean;
  /** Says 412, and has written. */
  writesOn412?: boolean;
  /** Waits between comparing and writing. */
  notAtomic?: boolean;
  noTagOnWrite?: boolean;
  oldTagOnWrite?: boolean;
  /** The tag does not follow the content. */
  stuckTag?: boolean;
  /** An event leaves the job's tag as it is. */
  childKeepsTag?: boolean;
  /** The list's tag is that of its length. */
  listTagCounts?: boolean;
  /** The list gets a 304 whatever happened. */
  listAlways304?: boolean;
  /** What a change is answered in the place of 200, once it was carried out. */
  redirectsChanges?: 303 | 307;
  /** What a change is answered, without being carried out. */
  redirectsToLogin?: boolean;
  storablePost?: boolean;
  cors?: "full" | "none" | "noExpose" | "noIfMatch" | "wildcards" | "no412";
  /** DELETE is refused, so that nothing can be put away. */
  keepsEverything?: boolean;
  /** POST of a job is refused. */
  createsNothing?: boolean;
  /** Redirects every GET there. */
  redirectsTo?: string;
  /** Called with each request, before it is answered. */
  onRequest?: (request: IncomingMessage) => void;
}

export interface JobsServer {
  readonly url: string;
  readonly jobs: Map<string, { name: string; notes: string; version: number; events: number }>;
  /** `PATCH /jobs/1/`, in order. */
  readonly seen: string[];
  readonly credentials: (string | undefined)[];
}

export async function startJobsServer(faults: Faults = {}): Promise<JobsServer> {
  const jobs: JobsServer["jobs"] = new Map(
    ["Boiler", "Stairs"].map((name, index) => [String(index + 1), { name, notes: "as it was", version: 1, events: 0 }]),
  );
  const seen: string[] = [];
  const credentials: (string | undefined)[] = [];
  let made = 10;
  let restless = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers, url = "/" } = request;
    seen.push(`${method} ${url}`);
    credentials.push(headers.authorization);
    faults.onRequest?.(request);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Record<string, string>;
    if (faults.redirectsTo !== undefined) return void response.writeHead(302, { location: faults.redirectsTo }).end();
    cors(request, response, method === "OPTIONS" ? 204 : 200);
    if (method === "OPTIONS") return void response.writeHead(204).end();
    const [path = "", search] = url.split("?");
    const [, collection, id, part] = path.split("/");
    if (collection !== "jobs") return void response.writeHead(404).end();
    if (!id) return collectionAnswer(request, body, response);
    const job = jobs.get(id);
    if (!job) return void response.writeHead(404).end();
    const tagOf = (): string => {
      const opaque = `job-${id}-${faults.stuckTag ? 1 : job.version}${faults.restlessTag ? `-${restless++}` : ""}${faults.ownTagPerView && part === "header" ? part : ""}`;
      return faults.bareTag ? opaque : `${faults.weakTags ? "W/" : ""}"${opaque}"`;
    };
    const shown = { id, ...job, version: undefined };
    if (method === "GET" || method === "HEAD") return read(request, response, shown, tagOf());
    const before = tagOf();
    const verdict = judge(request, before);
    if (verdict !== undefined) {
      if (verdict === 412 && faults.cors === "no412") response.removeHeader("access-control-allow-origin");
      if (verdict === 412 && faults.writesOn412) Object.assign(job, body, { version: job.version + 1 });
      return void response.writeHead(verdict).end();
    }
    if (faults.redirectsToLogin) return void response.writeHead(302, { location: "/login" }).end();
    // The same URL again, with a mark: the method and the precondition come along.
    if (faults.redirectsChanges === 307 && !search)
      return void response.writeHead(307, { location: `${path}?moved` }).end();
    if (faults.notAtomic) await new Promise((resolve) => setImmediate(resolve));
    if (method === "DELETE") {
      if (faults.keepsEverything) return void response.writeHead(409).end("Hours are booked on it.");
      jobs.delete(id);
      return void response.writeHead(204).end();
    }
    if (part === "events") job.events++;
    else Object.assign(job, body);
    if (!(faults.childKeepsTag && part === "events")) job.version++;
    if (faults.redirectsChanges === 303) return void response.writeHead(303, { location: `/jobs/${id}/` }).end();
    if (!faults.noTagOnWrite) response.setHeader("etag", faults.oldTagOnWrite ? before : tagOf());
    response.setHeader("cache-control", faults.storablePost ? "max-age=60" : "no-cache, no-store, must-revalidate");
    response.writeHead(part ? 201 : 200, { "content-type": "application/json" }).end(JSON.stringify({ id, ...job }));
  }

  function collectionAnswer(
    { method, headers }: IncomingMessage,
    body: Record<string, string>,
    response: ServerResponse,
  ): void {
    if (method === "GET") {
      const all = [...jobs].map(([id, { name, notes }]) => ({ id, name, notes }));
      const text = JSON.stringify(all);
      const etag = faults.listTagCounts ? `"${all.length}"` : `"${createHash("sha1").update(text).digest("hex")}"`;
      const noneMatch = headers["if-none-match"];
      if (noneMatch === etag || (noneMatch !== undefined && faults.listAlways304))
        return void response.writeHead(304, { etag }).end();
      return void response.writeHead(200, { "content-type": "application/json", etag }).end(text);
    }
    if (faults.createsNothing) return void response.writeHead(400).end('{"client":["required"]}');
    const id = String(made++);
    jobs.set(id, { name: String(body["name"]), notes: "", version: 1, events: 0 });
    response.setHeader("cache-control", faults.storablePost ? "max-age=60" : "no-cache, no-store, must-revalidate");
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ id, name: body["name"] }));
  }

  function read({ method, headers }: IncomingMessage, response: ServerResponse, shown: object, tag: string): void {
    const zip = /gzip/.test(String(headers["accept-encoding"]));
    const weaken = zip && faults.weakUnderGzip;
    const sent = weaken ? `W/${tag}` : zip && faults.suffixUnderGzip ? tag.replace(/"$/, '-gzip"') : tag;
    const noneMatch = headers["if-none-match"];
    const date = faults.futureLastModified ? "Fri, 01 Jan 2100 00:00:00 GMT" : "Sat, 01 Jun 2024 12:00:00 GMT";
    const plain = noneMatch === undefined ? undefined : noneMatch === tag;
    const fresh = faults.always304
      ? noneMatch !== undefined || headers["if-modified-since"] !== undefined
      : !faults.never304 &&
        (faults.plainCompare
          ? (plain ?? evaluate("GET", headers, { etag: tag, lastModified: date }) === 304)
          : evaluate("GET", { ...headers, "if-match": undefined }, { etag: tag, lastModified: date }) === 304);
    response.setHeader("last-modified", date);
    response.setHeader("cache-control", fresh && faults.noStoreOn304 ? "no-store" : "max-age=0");
    if (!faults.noTag && !(fresh && faults.bare304))
      response.setHeader("etag", method === "HEAD" && faults.headTag ? '"head"' : sent);
    if (fresh) return void response.writeHead(304).end();
    const payload = Buffer.from(JSON.stringify(shown));
    const compress = zip && (faults.weakUnderGzip || faults.suffixUnderGzip);
    if (compress) response.setHeader("content-encoding", "gzip");
    response.writeHead(200, { "content-type": "application/json" }).end(compress ? gzipSync(payload) : payload);
  }

  function judge({ method = "PATCH", headers }: IncomingMessage, tag: string): 412 | 428 | undefined {
    const ifMatch = headers["if-match"];
    if (faults.ignoresIfMatch) return undefined;
    if (ifMatch === undefined) return faults.demandsNothing ? undefined : 428;
    if (faults.alwaysRefuses) return 412;
    if (faults.ignoresMalformed && !/"|\*/.test(ifMatch)) return undefined;
    if (faults.ignoresWeak && ifMatch.startsWith("W/")) return undefined;
    if (faults.comparesIfMatchPlainly) return ifMatch === tag ? undefined : 412;
    return evaluate(method, headers, { etag: tag, lastModified: null }) as 412 | undefined;
  }

  function cors({ headers: { origin } }: IncomingMessage, response: ServerResponse, status: number): void {
    if (origin === undefined || faults.cors === undefined || faults.cors === "none") return;
    const wild = faults.cors === "wildcards";
    response.setHeader("access-control-allow-origin", origin);
    if (wild) response.setHeader("access-control-allow-credentials", "true");
    if (faults.cors !== "noExpose") response.setHeader("access-control-expose-headers", wild ? "*" : "ETag");
    if (status !== 204) return;
    response.setHeader("access-control-allow-methods", "GET, PUT, PATCH, DELETE, POST");
    const allowed =
      faults.cors === "noIfMatch" ? "content-type" : "content-type, if-match, if-none-match, authorization";
    response.setHeader("access-control-allow-headers", wild ? "*" : allowed);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, jobs, seen, credentials };
}
