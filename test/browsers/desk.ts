/** The desk as it is built, before its mock, and people in Chromium who use it. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { getRequestListener } from "@hono/node-server";
import type { Mock } from "ifmatch/mock";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { startDesk } from "../../examples/desk/server/mock-plugin.js";
import { temporaryFolder } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import type { Job } from "../../generated/index.js";
import { launchChromium } from "./chromium.js";
import { listen, type Listening } from "./listen.js";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** Bytes, gzipped. */
export interface DeskSizes {
  readonly firstLoad: number;
  readonly files: Readonly<Record<string, number>>;
}

/** In a process of its own: React is built for what NODE_ENV says, and here that is `test`. */
async function build(folder: string): Promise<DeskSizes> {
  const program = ["--import", "tsx", "examples/desk/build.ts", folder];
  const options = { cwd: repository, env: { ...process.env, NODE_ENV: "production" } };
  const { stdout } = await promisify(execFile)(process.execPath, program, options);
  return JSON.parse(stdout) as DeskSizes;
}

/** Builds and serves the desk once for a file. What is returned can be read once its tests run. */
export function desk() {
  const folder = temporaryFolder("desk");
  let mock: Mock;
  let browser: Browser;
  let server: Listening;
  let sizes: DeskSizes;
  let answer: (request: Request) => Promise<Response>;
  beforeAll(async () => {
    const [started, launched, built] = await Promise.all([startDesk(), launchChromium(), build(folder)]);
    ({ mock, answer } = started);
    browser = launched;
    sizes = built;
    const api = getRequestListener(answer);
    server = await listen(
      createServer((request, response) => {
        const { pathname } = new URL(request.url!, "http://desk");
        if (pathname.startsWith("/api/")) return void api(request, response);
        const file = pathname === "/" ? "/index.html" : pathname;
        response.setHeader("content-type", types[extname(file)]!).end(readFileSync(join(folder, file)));
      }),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true });
  });
  return {
    get mock() {
      return mock;
    },
    get sizes() {
      return sizes;
    },
    /** The ids of the jobs: each test takes one of its own. */
    job: (index: number): string => mock.keys("/api/job/jobs/{job_id}/")[index]![0]!,
    order: (index: number): string => mock.keys("/api/purchasing/purchase-orders/{po_id}/")[index]![0]!,
    /** A change of a job by somebody elsewhere. */
    async patch(name: string, job: string, fields: Partial<Job>): Promise<void> {
      const access = `${name}.${Date.now() + 60_000}`;
      const url = `http://desk/api/job/jobs/${job}/`;
      const headers = { authorization: `Bearer ${access}`, "content-type": "application/json" };
      const etag = (await answer(new Request(url, { headers }))).headers.get("etag")!;
      const change = { method: "PATCH", headers: { ...headers, "if-match": etag }, body: JSON.stringify(fields) };
      const { status } = await answer(new Request(url, change));
      if (status !== 200) throw new Error(`PATCH: ${status}`);
    },
    /** Somebody with a browser of their own, signed in, at a place such as `#/jobs/`. */
    async person(name: string, place = "", options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext(options);
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(`${server.origin}/${place}`);
      await page.getByLabel("Name").fill(name);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("button", { name: `Sign out ${name}` }).waitFor();
      // Whoever then switches the network off has read what they look at.
      if (/^#\/\w+\/./.test(place)) await page.locator(".detail > :not(.hint)").waitFor();
      return page;
    },
  };
}
