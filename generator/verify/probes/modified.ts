import { FOREIGN_TAG } from "../tags.js";
import { failed, passed, skipped } from "../verdict.js";
import { get, type RetrievalProbe } from "./probe.js";

export const modified: RetrievalProbe = {
  id: "modified",
  promise: "GET with another tag in If-None-Match is answered 200, with a body.",
  section: "13.1.2",
  async run(context) {
    const plain = await get(context);
    if (plain.status !== 200) return skipped(`GET answers ${plain.status}.`);
    const answer = await get(context, { "if-none-match": FOREIGN_TAG });
    if (answer.status !== 200) return failed(`If-None-Match: ${FOREIGN_TAG} is answered ${answer.status}, not 200.`);
    return answer.bytes > 0 || plain.bytes === 0 ? passed() : failed("The 200 has no body.");
  },
};
