import type { Printable } from "../printable.js";
import type { Failure } from "./failure.js";

/** What the plugin uses of Vite; written out, so that its declarations fit every version that has this. */
export interface ViteConfig {
  readonly root: string;
  readonly configFile?: string | undefined;
  readonly command: "build" | "serve";
  readonly mode: string;
  readonly logger: { info(text: Printable, options?: object): void; error(text: Printable, options?: object): void };
}

export interface ViteServer {
  readonly watcher: {
    add(files: readonly string[]): unknown;
    on(event: "all", listener: (event: string, path: string) => void): unknown;
  };
  readonly ws: {
    send(payload: { type: "error"; err: Failure } | { type: "update"; updates: [] }): void;
    on(event: "connection", listener: () => void): void;
  };
}

export interface BuildContext {
  error(failure: Failure | Printable): never;
  addWatchFile(file: string): void;
}
