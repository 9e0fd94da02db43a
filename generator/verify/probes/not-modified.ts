import { failed, passed } from "../verdict.js";
import { revalidate, type RetrievalProbe } from "./probe.js";

export const notModified: RetrievalProbe = {
  id: "not-modified",
  promise: "GET with the tag in If-None-Match is answered 304, without a body.",
  section: "13.1.2",
  async run(context) {
    const { answer, restless } = await revalidate(context, (tag) => tag);
    if (restless) return failed("Each GET sends another tag, so that none ever matches.");
    if (answer.status !== 304) return failed(`It is answered ${answer.status}, not 304.`);
    // 15.4.5: a 304 ends with its header section.
    return answer.bytes === 0 ? passed() : failed(`The 304 has a body of ${answer.bytes} bytes.`);
  },
};
