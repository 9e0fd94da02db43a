import type { UploadProgress } from "../call.js";

/**
 * Sends one call by XMLHttpRequest, the only way by which browsers tell how much of a body has left:
 *
 *     jobFilesCreate(client, { path, body: { file } }, { fetch: uploadFetch(({ sent, total }) => ...) })
 *
 * Everything else is as with `fetch`: the client's layers, credentials and results. A body that is a stream goes by `fetch`
 * itself and is not told of, as does everything where there is no XMLHttpRequest (Node, workers of extensions).
 *
 * @param onProgress is called as bytes leave, and a last time when all have. What it throws is reported on the console.
 */
export function uploadFetch(onProgress: (progress: UploadProgress) => void): typeof globalThis.fetch {
  return (input, init = {}) => {
    if (typeof XMLHttpRequest !== "function" || init.body instanceof ReadableStream) return fetch(input, init);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const { signal, body, headers, method = "GET", credentials } = init;
      const abort = (): void => request.abort();
      request.open(method, String(input));
      request.responseType = "blob";
      request.withCredentials = credentials === "include";
      new Headers(headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        try {
          onProgress({ sent: loaded, total });
        } catch (error) {
          console.error(error);
        }
      });
      request.addEventListener("load", () => resolve(responseOf(request, String(input))));
      request.addEventListener("error", () => reject(new TypeError("Failed to fetch")));
      request.addEventListener("abort", () => reject(signal?.reason as Error));
      request.addEventListener("loadend", () => signal?.removeEventListener("abort", abort));
      signal?.addEventListener("abort", abort);
      if (signal?.aborted) abort();
      else request.send(body as XMLHttpRequestBodyInit | null | undefined);
    });
  };
}

// Fetch standard, 2.2.3: a response of one of these has no body.
const empty = new Set([204, 205, 304]);

/** What XMLHttpRequest was answered, as fetch gives it. It follows redirections by itself, and tells where they led. */
function responseOf(request: XMLHttpRequest, asked: string): Response {
  const { status, statusText, responseURL: url } = request;
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().split("\r\n")) {
    const [, name, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) headers.append(name, value!);
  }
  const body = empty.has(status) ? null : (request.response as Blob);
  const response = new Response(body, { status, statusText, headers });
  const isElsewhere = url !== "" && url !== new URL(asked, location.href).href.replace(/#.*$/, "");
  return Object.defineProperties(response, { url: { value: url }, redirected: { value: isElsewhere } });
}
