/** The two mocks of the desk, as plugins of Vite. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { getRequestListener } from "@hono/node-server";
import { createMock, prepareMock } from "ifmatch/mock";
import type { Plugin } from "vite";
import config from "../../../ifmatch.config.js";
import { deskServer } from "./desk-server.js";
import { history } from "./history.js";
import { JOBS, seed } from "./seed.js";

const schema = new URL("../../../schema/schema.yml", import.meta.url).pathname;
const { input: _input, output: _output, ...api } = config as typeof config & { input: unknown; output: unknown };
const document = { schema, config: api as object };

/** A desk's back end in this process, with its data. */
export async function startDesk() {
  const mock = await createMock({ ...document, count: JOBS, now: Date.now });
  await seed(mock);
  return { mock, answer: deskServer(mock, history()) };
}

/** Behind Vite's development server: one state for all windows, browsers and phones that look at it. */
export const mockInServer = (): Plugin => ({
  name: "desk-mock-in-server",
  async configureServer({ middlewares }) {
    const listener = getRequestListener((await startDesk()).answer);
    middlewares.use((request, response, next) => {
      if (request.url?.startsWith("/api/")) void listener(request, response);
      else next();
    });
  },
});

/** In the page: `src/with-mock.ts` starts it, from what the document is prepared to, and with the worker of MSW. */
export function mockInBrowser(): Plugin {
  const files: Readonly<Record<string, () => Promise<string>>> = {
    "mock.json": async () => JSON.stringify(await prepareMock(document)),
    "mockServiceWorker.js": async () =>
      readFileSync(createRequire(import.meta.url).resolve("msw/mockServiceWorker.js"), "utf8"),
  };
  return {
    name: "desk-mock-in-browser",
    transformIndexHtml: { order: "pre", handler: (html) => html.replace(/\/src\/main\.tsx?/, "/src/with-mock.ts") },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const make = files[request.url?.slice(1) ?? ""];
        if (!make) return next();
        response.setHeader("content-type", request.url!.endsWith(".js") ? "text/javascript" : "application/json");
        make().then((text) => response.end(text), next);
      });
    },
    async generateBundle() {
      for (const [fileName, make] of Object.entries(files))
        this.emitFile({ type: "asset", fileName, source: await make() });
    },
  };
}
