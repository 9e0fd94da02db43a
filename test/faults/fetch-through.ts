import type { Network } from "./network.js";
import type { Delivery, Reply } from "./server.js";

/** Whose `fetch` is played. They differ in what `redirect: "manual"` shows. */
export type Platform = "node" | "browser";

/**
 * `fetch` through the network, with the errors and the redirections of the real one: the fetch standard, "HTTP-redirect
 * fetch", which Node and browsers follow.
 */
export function fetchThrough(network: Pick<Network, "carry">, platform: Platform = "node"): typeof globalThis.fetch {
  return async (input, init) => {
    const { method = "GET", headers, body, redirect = "follow", signal } = init ?? {};
    signal?.throwIfAborted();
    let url = new URL(input as string);
    let delivery: Delivery = {
      method,
      path: url.pathname,
      headers: headers as Record<string, string>,
      body: body as string | undefined,
    };
    for (let hops = 0; hops <= 20; hops++) {
      const reply = await network.carry(delivery);
      if (!reply) throw new TypeError("fetch failed");
      const location = redirectStatuses.includes(reply.status) ? reply.headers["location"] : undefined;
      if (location === undefined || (redirect === "manual" && platform === "node"))
        return response(reply, url, hops > 0);
      if (redirect === "manual") return opaqueRedirect(url);
      if (redirect === "error") throw new TypeError("fetch failed");
      url = new URL(location, url);
      delivery = { ...followed(delivery, reply.status), path: url.pathname };
    }
    throw new TypeError("fetch failed");
  };
}

const redirectStatuses = [301, 302, 303, 307, 308];

/** Step 12: a POST becomes a GET after 301 and 302, everything but GET and HEAD after 303. Only body headers go. */
function followed(delivery: Delivery, status: number): Delivery {
  const becomesGet =
    status === 303 ? !["GET", "HEAD"].includes(delivery.method) : status < 303 && delivery.method === "POST";
  if (!becomesGet) return delivery;
  const headers = Object.entries(delivery.headers).filter(([name]) => !name.startsWith("content-"));
  return { ...delivery, method: "GET", headers: Object.fromEntries(headers), body: undefined };
}

/** A real Response, but for its body: a stream for each of them would be most of what a run costs. */
function response({ status, headers, body, cutShort }: Reply, url: URL, redirected: boolean): Response {
  const read =
    <T>(value: () => T) =>
    (): Promise<T> =>
      cutShort ? Promise.reject(new TypeError("terminated")) : Promise.resolve(value());
  return withFields(new Response(null, { status, headers }), {
    url: url.href,
    redirected,
    text: read(() => body),
    json: read(() => JSON.parse(body) as unknown),
    arrayBuffer: read(() => new TextEncoder().encode(body).buffer),
    blob: read(() => new Blob([body], { type: headers["content-type"] ?? "" })),
  });
}

/** All that a page gets to see of a redirection that it did not want followed. */
const opaqueRedirect = (url: URL): Response =>
  withFields(Response.error(), { type: "opaqueredirect", url: url.href, redirected: false });

const withFields = (answer: Response, fields: object): Response =>
  Object.defineProperties(answer, Object.getOwnPropertyDescriptors(fields));
