import { failed, notApplicable, passed } from "../verdict.js";
import { revalidate, type RetrievalProbe } from "./probe.js";

/** Directives of Cache-Control by name, lower case (RFC 9111, 5.2). */
export function directives(value: string | null): ReadonlyMap<string, string> {
  const parts = (value ?? "").split(",").map((part) => part.trim().toLowerCase());
  return new Map(
    parts.filter(Boolean).map((part) => [part.split("=")[0]!, part.split("=")[1]?.replaceAll('"', "") ?? ""]),
  );
}

export const cacheControl: RetrievalProbe = {
  id: "cache-control",
  promise: "The Cache-Control of a 304 does not throw away what the 200 let a browser keep.",
  section: "RFC 9111, 4.3.4 and 5.2.2.5",
  async run(context) {
    const { reply, answer } = await revalidate(context, (tag) => tag);
    if (answer.status !== 304) return notApplicable("There is no 304.");
    const full = directives(reply.headers.get("cache-control"));
    const bare = directives(answer.headers.get("cache-control"));
    if (bare.has("no-store") && !full.has("no-store"))
      return failed(
        `The 304 says \`${answer.headers.get("cache-control")}\`, the 200 \`${reply.headers.get("cache-control") ?? ""}\`.`,
      );
    const fresh = Number(full.get("max-age") ?? 0) > 0;
    return passed(
      full.has("no-store") ? "The 200 says no-store: only the program's own store saves a download." : undefined,
      fresh && context.resource.conditional
        ? `The 200 is fresh for ${full.get("max-age")} s: Chromium goes on serving it after a write with If-Match. Read with cache: "no-cache", as generated clients do.`
        : undefined,
    );
  },
};
