import { failed, notApplicable, passed, skipped } from "../verdict.js";
import { get, type RetrievalProbe } from "./probe.js";

/** IMF-fixdate, the one form that servers may send (5.6.7). */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

export const lastModified: RetrievalProbe = {
  id: "last-modified",
  promise: "A Last-Modified is a date of the past, and If-Modified-Since with it is answered 304.",
  section: "13.1.3",
  async run(context) {
    const reply = await get(context);
    if (reply.status !== 200) return skipped(`GET answers ${reply.status}.`);
    const sent = reply.headers.get("last-modified");
    if (sent === null) return notApplicable("GET sends no Last-Modified.");
    if (!httpDate.test(sent) || Number.isNaN(Date.parse(sent)))
      return failed(`Last-Modified: ${sent} is no HTTP date.`);
    // 8.8.2.1: not later than the message itself, by the server's own clock.
    const date = Date.parse(reply.headers.get("date") ?? "");
    if (Date.parse(sent) > date) return failed(`Last-Modified: ${sent} lies in the future.`);
    const answer = await get(context, { "if-modified-since": sent });
    if (answer.status === 304 || answer.headers.get("last-modified") !== sent) return passed();
    return failed(`If-Modified-Since: ${sent} is answered ${answer.status}, not 304.`);
  },
};
