/** What the tests use of packages that come without types. */
type Handler = (request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void;

declare module "express" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  interface Request extends IncomingMessage {
    readonly params: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly query: unknown;
  }
  interface Response extends ServerResponse {
    status(code: number): this;
    location(url: string): this;
    json(body: unknown): this;
    sendStatus(code: number): this;
  }
  type Route = (path: string, handler: (request: Request, response: Response) => void) => Express;
  interface Express extends Handler {
    use(...handlers: unknown[]): Express;
    set(name: string, value: unknown): Express;
    readonly get: Route;
    readonly post: Route;
    readonly put: Route;
    readonly delete: Route;
  }
  const express: { (): Express; json(): unknown; urlencoded(options: { readonly extended: boolean }): unknown };
  export default express;
}

declare module "json-server" {
  const jsonServer: {
    create(): import("express").Express;
    defaults(options: { readonly logger: boolean }): unknown[];
    router(data: object): unknown;
  };
  export default jsonServer;
}

declare module "remotestorage-server" {
  type Callback<T> = (error: null, value?: T) => void;
  export default class RemotestorageServer {
    constructor(
      version: string,
      tokens: { get(user: string, token: string, callback: Callback<readonly string[]>): void },
      data: {
        get(user: string, key: string, callback: Callback<Buffer>): void;
        set(user: string, key: string, value: Buffer | undefined, callback: Callback<never>): void;
      },
    );
    storage: Handler;
    makeScopePaths(scopes: readonly string[]): readonly string[];
  }
}
