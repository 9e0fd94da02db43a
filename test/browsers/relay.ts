/** Stands between a browser and the back end: writes down what really came, and may hold it or change the answers. */
import { createServer, type IncomingHttpHeaders, request as send } from "node:http";
import { listen, type Listening } from "./listen.js";

export interface Passed {
  readonly method: string;
  readonly path: string;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly status: number;
}

export interface Relay extends Listening {
  /** What was answered, preflights included, in the order of the answers. */
  readonly passed: Passed[];
  /** How many requests arrived, preflights not counted: also those that are held. */
  arrived(method: string): number;
  /** Holds what arrives with this method until the function it returns is called. */
  hold(method: string): () => void;
}

/** Headers of an answer as they go on to the browser. */
export type ChangeHeaders = (headers: IncomingHttpHeaders, method: string, status: number) => IncomingHttpHeaders;

export async function startRelay(origin: string, change: ChangeHeaders = (headers) => headers): Promise<Relay> {
  const passed: Passed[] = [];
  const arrivals = new Map<string, number>();
  const held = new Map<string, Promise<void>>();
  const server = createServer((incoming, answer) => {
    const { method = "", url: path = "", headers } = incoming;
    arrivals.set(method, (arrivals.get(method) ?? 0) + 1);
    const pass = (): void => {
      const outgoing = send(origin + path, { method, headers }, (from) => {
        const status = from.statusCode!;
        const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
        passed.push({ method, path, ifMatch, ifNoneMatch, status });
        answer.writeHead(status, change(from.headers, method, status));
        from.pipe(answer);
      });
      outgoing.on("error", (error) => answer.destroy(error));
      incoming.pipe(outgoing);
    };
    void (held.get(method) ?? Promise.resolve()).then(pass);
  });
  return {
    ...(await listen(server)),
    passed,
    arrived: (method) => arrivals.get(method) ?? 0,
    hold(method) {
      let release: () => void = () => {};
      held.set(method, new Promise<void>((resolve) => void (release = resolve)));
      return () => {
        held.delete(method);
        release();
      };
    },
  };
}
