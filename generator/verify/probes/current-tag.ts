import type { ProbeInfo, Verdict } from "../types.js";
import { failed, Inconclusive, passed } from "../verdict.js";
import { attempt, type Baseline, type ChangeContext, current, look, newChange, readSubject } from "./change.js";
import { isRedirection } from "./not-redirected.js";
import { succeeded } from "./probe.js";

/** Sends the operation as it should be; the other probes build on what came of it. */
export async function tryBaseline(context: Omit<ChangeContext, "baseline">): Promise<Baseline> {
  const subject = await context.subjects.for(context.operation);
  const before = await readSubject(context, subject);
  const change = await newChange(context, before.reply);
  const ifMatch = context.ifMatch === "none" ? undefined : current(context, before.tag);
  const answer = await attempt(context, subject, change, ifMatch);
  return { before, change, answer, after: await look(context, subject) };
}

export const currentTag: ProbeInfo & {
  run(context: Omit<ChangeContext, "baseline">, baseline: Baseline): Verdict;
} = {
  id: "current-tag",
  promise: "A state change with the current tag in If-Match is carried out.",
  section: "13.1.1",
  run({ run, operation }, { before, answer }) {
    const { preconditionFailed, preconditionRequired } = run.options.dialect.statuses;
    if (succeeded(answer)) return passed();
    if (preconditionFailed.includes(answer.status))
      return failed(`If-Match: ${before.tag}, which is current, is answered ${answer.status}.`);
    if (preconditionRequired.includes(answer.status))
      return failed(`The server does not see If-Match: ${answer.status}.`);
    if (isRedirection(answer.status))
      throw new Inconclusive(`${operation.id} answers ${answer.status}, a redirection: see \`not-redirected\`.`);
    if (answer.status >= 500) return failed(`It is answered ${answer.status}.`);
    // 13.2.1: what would fail without a precondition fails first, and says nothing about it.
    const text = answer.text === "" ? "" : ` (${answer.text.slice(0, 120).replace(/\s+/g, " ")})`;
    throw new Inconclusive(
      `${operation.id} answers ${answer.status} to the current tag${text}${operation.body ? `: pass --body ${operation.id}=file.json` : ""}.`,
    );
  },
};
