/** A server of seven jobs on three pages, which refuses changes; and what it was asked for. */
import type { Client } from "ifmatch/runtime";
import { createClient } from "../../generated/index.js";
import { deferred } from "./deferred.js";

export interface PagedJobs {
  readonly client: Client;
  /** The query strings, in order. */
  readonly asked: string[];
  /** Names of the jobs, which may be changed. */
  readonly names: string[];
  /** Has the next request with this query wait: it answers with what there is now. */
  hold(query: string): { readonly isAsked: () => boolean; readonly release: () => void };
}

export function pagedJobs(): PagedJobs {
  const asked: string[] = [];
  const names = ["0", "1", "2", "3", "4", "5", "6"];
  const held = new Map<string, { wait: Promise<void>; isAsked: boolean }>();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { url, method } = new Request(input as Request, init);
    const { search, searchParams, pathname } = new URL(url);
    asked.push(search.slice(1));
    const page = Number(searchParams.get("page") ?? 1);
    const results = names.slice((page - 1) * 3, page * 3).map((name) => ({ name }));
    const next = page < 3 ? `${pathname}?page=${page + 1}` : null;
    const response =
      method === "GET"
        ? Response.json({ count: names.length, next, previous: null, results })
        : Response.json({}, { status: 412 });
    const waiting = held.get(search.slice(1));
    held.delete(search.slice(1));
    if (waiting) {
      waiting.isAsked = true;
      await waiting.wait;
    }
    return response;
  };
  return {
    client: createClient({ baseUrl: "http://paged.test", fetch }),
    asked,
    names,
    hold(query) {
      const { promise: wait, resolve: release } = deferred<void>();
      const waiting = { wait, isAsked: false };
      held.set(query, waiting);
      return { isAsked: () => waiting.isAsked, release };
    },
  };
}
