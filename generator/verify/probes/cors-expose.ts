import { failed, notApplicable, passed, skipped } from "../verdict.js";
import { hiddenFrom, unexposed } from "./cors.js";
import { NO_ORIGIN } from "./cors-preflight.js";
import { read, revalidate, type RetrievalProbe } from "./probe.js";

export const corsExpose: RetrievalProbe = {
  id: "cors-expose",
  promise: "A page of another origin can read the tag, and sees a 304 as such.",
  section: "the Fetch standard, CORS protocol",
  async run(context) {
    const { run, resource } = context;
    const { origin, dialect } = run.options;
    if (origin === undefined) return skipped(NO_ORIGIN);
    if (resource.tagProperty !== undefined) return notApplicable("The tag of this resource travels in the body.");
    const { reply } = await read(context, { origin });
    const { answer } = await revalidate(context, (tag) => tag, { origin });
    const answers = answer.status === 304 ? [reply, answer] : [reply];
    const wrong = answers.flatMap((one) => {
      const hidden = hiddenFrom(origin, one);
      if (hidden !== undefined) return [hidden];
      const carrying = dialect.versionHeaders.filter((name) => one.headers.has(name));
      // One header that carries the tag is enough: the client takes the first one it can see.
      const missing = unexposed(carrying, one);
      return carrying.length > 0 && missing.length === carrying.length
        ? [`the ${one.status} does not expose ${missing.join(" or ")}`]
        : [];
    });
    return wrong.length === 0 ? passed() : failed(`A page sees no tag: ${wrong.join("; ")}.`);
  },
};
