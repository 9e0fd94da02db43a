/** `ifmatch/msw`: a mock as handlers of MSW, in a browser and in Node. */
import { http, type HttpHandler } from "msw";

/** What answers: a mock of `ifmatch/mock` or `ifmatch/mock/browser`. */
export interface Answering {
  respond(request: Request): Promise<Response>;
  serves(url: string): boolean;
}

export interface HandlerOptions {
  /** Where the API is, such as `https://api.example.com`. Default: any origin that has one of the document's paths. */
  readonly baseUrl?: string;
}

/**
 * Handlers for `setupWorker` and `setupServer`. Requests for paths that the document does not have go on to what MSW
 * does with unhandled ones, so that a page still gets its scripts; with `baseUrl`, those below it get a 404.
 */
export function handlers(mock: Answering, { baseUrl }: HandlerOptions = {}): HttpHandler[] {
  const isOurs = ({ request: { url } }: { readonly request: Request }): boolean =>
    baseUrl === undefined ? mock.serves(url) : isBelow(url, baseUrl);
  return [http.all(isOurs, ({ request }) => mock.respond(request))];
}

function isBelow(url: string, base: string): boolean {
  return url === base || url.startsWith(base.endsWith("/") ? base : `${base}/`) || url.startsWith(`${base}?`);
}
