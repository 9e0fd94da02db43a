import { describe, expect, it } from "vitest";
import { fetchThrough, type Platform } from "./fetch-through.js";
import { listen } from "./http-servers.js";
import type { Delivery, Reply } from "./server.js";

/* The fetch that is played, held against Node's. */

const statuses = [301, 302, 303, 307, 308];

/** Redirects `/from` once, and writes down what comes. */
function redirecting(status: number): { readonly seen: string[]; readonly answer: (delivery: Delivery) => Reply } {
  const seen: string[] = [];
  return {
    seen,
    answer({ method, path, headers, body }) {
      seen.push(`${method} ${path} ${headers["if-match"]} ${headers["content-type"]} ${body}`);
      return path === "/from"
        ? { status, headers: { location: "/to" }, body: "" }
        : { status: 200, headers: { etag: '"b"' }, body: "there" };
    },
  };
}

const request = (method: string): RequestInit => ({
  method,
  headers: { "if-match": '"a"', ...(method !== "GET" && { "content-type": "text/plain" }) },
  ...(method !== "GET" && { body: "text" }),
});

describe.each(statuses)("%d", (status) => {
  it.each(["GET", "POST", "PUT", "PATCH"])("%s is followed as Node follows it", async (method) => {
    const [real, played] = [redirecting(status), redirecting(status)];
    const url = await listen(real.answer);
    const wanted = await fetch(`${url}/from`, request(method));
    const carry = async (delivery: Delivery): Promise<Reply> => played.answer(delivery);
    const got = await fetchThrough({ carry })("http://server/from", request(method));
    expect(played.seen).toEqual(real.seen);
    const facts = async (answer: Response): Promise<unknown> => {
      const { status: code, redirected, ok } = answer;
      return { code, redirected, ok, path: new URL(answer.url).pathname, text: await answer.text() };
    };
    expect(await facts(got)).toEqual(await facts(wanted));
  });

  it.each([
    ["node", { type: "default", status }],
    ["browser", { type: "opaqueredirect", status: 0 }],
  ] as const)("`redirect: manual` shows %s what it shows there", async (platform: Platform, shown) => {
    const { seen, answer } = redirecting(status);
    const carry = async (delivery: Delivery): Promise<Reply> => answer(delivery);
    const init = { ...request("PATCH"), redirect: "manual" } as const;
    const { type, status: code, headers } = await fetchThrough({ carry }, platform)("http://server/from", init);
    expect({ type, status: code }).toEqual(shown);
    expect(headers.get("location")).toBe(platform === "node" ? "/to" : null);
    expect(seen).toHaveLength(1);
  });
});
