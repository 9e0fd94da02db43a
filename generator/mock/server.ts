import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { ConfigError } from "../diagnostics.js";
import { CONTROL_PATH, controlRoutes } from "./control.js";
import type { Mock } from "./options.js";
import { DroppedAnswerError } from "./spoil.js";

export interface RunningServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ends open connections, too. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Told of what is our own bug, where a test of the API would see a 500. */
  readonly onError: (error: unknown) => void;
}

/**
 * Puts a mock behind a port, with its control routes.
 *
 * @throws {ConfigError} when the port cannot be had.
 */
export async function startServer(mock: Mock, { host, port, onError }: ServerOptions): Promise<RunningServer> {
  const control = controlRoutes(mock);
  const server = createAdaptorServer({
    hostname: host,
    fetch: async (request, env) => {
      try {
        const { pathname } = new URL(request.url);
        const isControl = pathname === CONTROL_PATH || pathname.startsWith(`${CONTROL_PATH}/`);
        return isControl ? await control.fetch(request) : await mock.fetch(request);
      } catch (error) {
        if (error instanceof DroppedAnswerError) {
          (env as { outgoing: ServerResponse }).outgoing.destroy();
        } else {
          onError(error);
        }
        return new Response(null, { status: 500 });
      }
    },
  });
  const failed = new Promise<never>((_, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new ConfigError(refusal(host, port, error), { cause: error })),
    );
  });
  server.listen(port, host);
  await Promise.race([once(server, "listening"), failed]);
  const { address, family, port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}

function refusal(host: string, port: number, { code, message }: NodeJS.ErrnoException): string {
  if (code === "EADDRINUSE")
    return `Port ${port} of ${host} is in use. Choose another one with --port, or 0 for any that is free.`;
  if (code === "EACCES")
    return `Port ${port} of ${host} needs more rights than this process has. Choose one above 1023.`;
  return `The server cannot listen on ${host}:${port}: ${message}`;
}
