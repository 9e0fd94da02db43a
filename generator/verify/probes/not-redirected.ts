import type { ProbeInfo, Verdict } from "../types.js";
import { failed, passed } from "../verdict.js";
import type { Baseline, ChangeContext } from "./change.js";
import { publishedBy, succeeded } from "./probe.js";

export const isRedirection = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/** Looks at what came of the baseline: nothing more is sent. */
export const notRedirected: ProbeInfo & {
  run(context: Omit<ChangeContext, "baseline">, baseline: Baseline): Verdict;
} = {
  id: "not-redirected",
  promise: "A conditional state change is answered where it is sent, not redirected.",
  section: "15.4",
  run(context, { before, answer, after }) {
    const { status, headers, redirections } = answer;
    if (succeeded(answer)) {
      const [first] = redirections;
      return first === undefined
        ? passed()
        : passed(`It is redirected by a ${first}: every state change is sent twice. Give clients the final URL.`);
    }
    if (!isRedirection(status)) return passed();
    const to = headers.get("location") ?? "nowhere";
    const isMade = after.status !== 200 || publishedBy(context, after).tag !== before.tag;
    // 15.4.4 and the fetch standard: after a 303 (after 301 and 302 as well, if it was a POST) clients send a GET with If-Match.
    return failed(
      `It is answered ${status} to ${to}, and ${isMade ? "was carried out" : "nothing was changed"}: a client that follows mistakes the next answer for the answer to its change.`,
    );
  },
};
