import type { Page } from "./page-operations.js";
import { empty, json } from "./stub-fetch.js";

/** What becomes of one state change on its way to the server and back. */
export type Fault =
  /** It never arrives. */
  | "request lost"
  /** The server has carried it out when the connection breaks. */
  | "answer lost"
  /** The connection breaks, and the request arrives all the same, later. */
  | "request late"
  /** A gateway answers in the server's place. */
  | "502 before"
  | "504 after";

/** A state change that the server carried out. */
export interface Commit {
  readonly page: string;
  readonly method: string;
  /** What the client under test says about itself in `x-call`; another writer is `"another"`. */
  readonly call: string;
  /** The version that it made; the one it replaced is this minus 1. */
  readonly version: number;
}

interface Stored {
  page: Page | undefined;
  version: number;
}

/**
 * A server of pages, in memory, which compares and writes in one step as a good one does. It counts versions:
 * the first tag of each page is `"1"`. A POST adds `body.line`.
 */
export class PageServer {
  readonly commits: Commit[] = [];
  /** Every request as it left the client, in order. */
  readonly requests: Request[] = [];
  /** What happens to the next state changes, in turn; then nothing does. */
  readonly faults: (Fault | undefined)[] = [];
  /** State changes that are under way, by page; those that their sender gave up do not count. */
  readonly active = new Map<string, number>();
  /** The highest number of state changes under way at a time: to one page, to all. */
  readonly most = { onePage: 0, all: 0 };
  readonly #pages = new Map<string, Stored>();
  readonly #pause: (what: string) => Promise<unknown>;

  /** `pause` is where other things may come between. */
  constructor(pause: (what: string) => Promise<unknown> = () => Promise.resolve()) {
    this.#pause = pause;
  }

  #stored(id: string): Stored {
    let stored = this.#pages.get(id);
    if (stored === undefined) {
      stored = { page: { title: "title", text: "text", lines: [] }, version: 1 };
      this.#pages.set(id, stored);
    }
    return stored;
  }

  page(id: string): Page | undefined {
    return this.#stored(id).page;
  }

  /** Another writer's change. */
  write(id: string, part: Partial<Page>): void {
    const { page, version } = this.#stored(id);
    this.#commit({ page: id, method: "PATCH", call: "another", version: version + 1 }, { ...page!, ...part });
  }

  #commit(commit: Commit, page: Page | undefined): void {
    this.commits.push(commit);
    this.#pages.set(commit.page, { page, version: commit.version });
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    this.requests.push(request);
    const id = /\/pages\/(\d+)\//.exec(request.url)![1]!;
    const what = `${request.method} ${id} ${request.headers.get("x-call") ?? ""}`;
    if (request.method === "GET") {
      await this.#pause(what);
      return this.#show(id);
    }
    const text = await request.clone().text();
    const fault = this.faults.shift();
    const changed = (by: number): void => {
      this.active.set(id, (this.active.get(id) ?? 0) + by);
      this.most.onePage = Math.max(this.most.onePage, this.active.get(id)!);
      this.most.all = Math.max(
        this.most.all,
        [...this.active.values()].reduce((sum, one) => sum + one, 0),
      );
    };
    changed(1);
    const aborted = new Promise<never>((_resolve, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
    });
    try {
      return await Promise.race([this.#serve(request, id, what, text, fault), aborted]);
    } finally {
      changed(-1);
    }
  };

  async #serve(request: Request, id: string, what: string, text: string, fault: Fault | undefined): Promise<Response> {
    await this.#pause(`${what} arrives`);
    if (fault === "request lost") throw new TypeError("fetch failed");
    if (fault === "502 before") return empty(502);
    if (fault === "request late") {
      void this.#pause(`${what} arrives late`).then(() => this.#change(request, id, text));
      throw new TypeError("fetch failed");
    }
    const response = this.#change(request, id, text);
    await this.#pause(`${what} is answered`);
    if (fault === "answer lost") throw new TypeError("fetch failed");
    return fault === "504 after" ? empty(504) : response;
  }

  #change({ method, headers }: Request, id: string, text: string): Response {
    const { page, version } = this.#stored(id);
    if (page === undefined) return json(404, { detail: "No such page." });
    const ifMatch = headers.get("if-match");
    if (ifMatch !== null && ifMatch !== "*" && ifMatch !== `"${version}"`) return json(412, { detail: "stale" });
    const body = (text === "" ? {} : JSON.parse(text)) as Page & { line: string };
    const { token } = body;
    const next =
      method === "DELETE"
        ? undefined
        : method === "POST"
          ? { ...page, lines: [...page.lines, body.line], ...(token !== undefined && { token }) }
          : method === "PUT"
            ? body
            : { ...page, ...body };
    this.#commit({ page: id, method, call: headers.get("x-call") ?? "", version: version + 1 }, next);
    return method === "DELETE" ? empty(204) : this.#show(id);
  }

  #show(id: string): Response {
    const { page, version } = this.#stored(id);
    return page === undefined ? json(404, { detail: "No such page." }) : json(200, page, { etag: `"${version}"` });
  }
}
