/**
 * The mock behind Vite's development server: nothing to start, and one state for all windows, browsers and phones that
 * look at it. A service worker has one state for each window, and two people could never meet.
 */
import { getRequestListener } from "@hono/node-server";
import { createMock, DroppedAnswerError } from "ifmatch/mock";
import type { Plugin } from "vite";
import config from "../../../ifmatch.config.js";
import { deskServer } from "./desk-server.js";
import { seed } from "./seed.js";

const schema = new URL("../../../schema/schema.yml", import.meta.url).pathname;

/** A desk's back end with its data. */
export async function startDesk() {
  const { input: _input, output: _output, ...api } = config as typeof config & { input: unknown; output: unknown };
  const mock = await createMock({ schema, config: api as object, now: Date.now });
  await seed(mock);
  return { mock, answer: deskServer(mock) };
}

export const mockPlugin = (): Plugin => ({
  name: "desk-mock",
  async configureServer(server) {
    const { answer } = await startDesk();
    const listener = getRequestListener(answer, {
      errorHandler: (error) => {
        if (error instanceof DroppedAnswerError) return new Response(null, { status: 502 });
        throw error;
      },
    });
    server.middlewares.use((request, response, next) => {
      if (request.url?.startsWith("/api/")) void listener(request, response);
      else next();
    });
  },
});
