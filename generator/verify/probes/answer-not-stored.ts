import type { Verdict } from "../types.js";
import { failed, passed } from "../verdict.js";
import type { Reply } from "../wire.js";
import { directives } from "./cache-control.js";
import type { ChangeProbe } from "./change.js";

export const answerNotStored: ChangeProbe = {
  id: "answer-not-stored",
  promise: "The answer to a state change is not one that caches keep.",
  section: "RFC 9111, 3 and 5.2.2.5",
  needsAcceptance: true,
  run: async ({ baseline }) => judgeStorable(baseline.answer),
};

/** RFC 9110, 9.3.3: an answer to POST may be stored where it says how long it is fresh. */
export function judgeStorable({ headers }: Reply): Verdict {
  const said = headers.get("cache-control");
  const cache = directives(said);
  if (cache.has("no-store") || cache.has("no-cache")) return passed();
  const fresh = ["max-age", "s-maxage"].filter((name) => Number(cache.get(name) ?? 0) > 0);
  if (fresh.length > 0) return failed(`It says Cache-Control: ${said}, so that a cache may keep it.`);
  const expires = Date.parse(headers.get("expires") ?? "");
  if (!cache.has("max-age") && expires > Date.parse(headers.get("date") ?? ""))
    return failed(`It says Expires: ${headers.get("expires")}, so that a cache may keep it.`);
  return passed("It says neither no-cache nor no-store, which is allowed: without a lifetime no cache keeps it.");
}
