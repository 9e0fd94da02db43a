/** Jobs behind a real socket, as `generated/concurrency.json` has them: what libraries send is seen, and answers get lost. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What happens to the next state change. */
export type Fault = "lost" | "cut-before" | 502 | "page" | "moved" | "slow" | "hang";

export class JobsServer {
  readonly jobs = new Map<string, { version: number; name: string; notes: string }>();
  readonly seen: Seen[] = [];
  faults: Fault[] = [];
  /** The token that is accepted; any if absent. */
  token: string | undefined;
  url = "";
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => this.#answer(request, response, Buffer.concat(chunks).toString()));
    request.on("error", () => {});
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.jobs.clear();
    for (const id of ["1", "2", "a/b"]) this.jobs.set(id, { version: 1, name: `Job ${id}`, notes: "" });
    this.seen.length = 0;
    this.faults = [];
    this.token = undefined;
  }

  /** Another person's change. */
  edit(id: string, notes: string): void {
    const job = this.jobs.get(id)!;
    Object.assign(job, { notes, version: job.version + 1 });
  }

  /** Requests of a method that arrived. */
  sent(method: string): Seen[] {
    return this.seen.filter((one) => one.method === method);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = "", url = "", headers } = request;
    this.seen.push({ method, url, headers, body });
    const reply = (status: number, data?: unknown, more: Record<string, string> = {}): void => {
      const text = data === undefined ? undefined : JSON.stringify(data);
      response.writeHead(status, { ...(text !== undefined && { "content-type": "application/json" }), ...more });
      response.end(text);
    };
    const { pathname } = new URL(url, this.url);
    if (pathname === "/login/") return reply(401, { detail: "wrong password" });
    if (pathname === "/plain/") return reply(200, { method, body });
    if (this.token !== undefined && headers.authorization !== `Bearer ${this.token}`)
      return reply(401, { detail: "expired" });
    const receipt = pathname.endsWith("/delivery-receipts/");
    const id = receipt
      ? String((JSON.parse(body) as { purchase_order_id: string }).purchase_order_id)
      : decodeURIComponent(/\/(?:jobs|purchase-orders)\/([^/]+)/.exec(pathname)?.[1] ?? "");
    const job = this.jobs.get(id);
    const tagOf = (): string => `"${id}-${job!.version}"`;
    if (!job) return reply(404, { detail: "not found" });
    const shown = (): object => ({ id, ...job });
    if (method === "GET") {
      if (headers["if-none-match"] === tagOf()) return reply(304, undefined, { etag: tagOf() });
      return reply(200, shown(), { etag: tagOf() });
    }
    const fault = this.faults.shift();
    if (fault === "cut-before") return void request.socket.destroy();
    if (fault === "hang") return;
    if (fault === "moved") return reply(302, undefined, { location: "/plain/" });
    if (headers["if-match"] === undefined) return reply(428, { detail: "If-Match, please" });
    if (headers["if-match"] !== tagOf()) return reply(412, { detail: "Somebody was faster." });
    const change = headers["content-type"]?.includes("json") ? (JSON.parse(body || "{}") as { notes?: string }) : {};
    Object.assign(job, { version: job.version + 1, ...(change.notes !== undefined && { notes: change.notes }) });
    if (method === "DELETE") this.jobs.delete(id);
    if (fault === "lost") return void request.socket.destroy();
    if (fault === 502) return reply(502, { detail: "bad gateway" });
    if (fault === "slow") return void setTimeout(() => reply(200, shown(), { etag: tagOf() }), 50);
    if (method === "DELETE") return reply(204);
    reply(200, shown(), { etag: tagOf() });
  }
}
