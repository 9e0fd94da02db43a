import { own } from "../../load/pointer.js";
import { failed, passed } from "../verdict.js";
import { actsOnItself, attempt, type ChangeProbe, current, look, newChange, readSubject } from "./change.js";
import { succeeded } from "./probe.js";

export const parallelWriters: ChangeProbe = {
  id: "parallel-writers",
  promise: "Of several writers with one tag exactly one wins, and what it wrote is what stays.",
  section: "13.1.1",
  needsAcceptance: true,
  async run(context) {
    const { writers, dialect } = context.run.options;
    const subject = await context.subjects.for(context.operation);
    const { reply, tag } = await readSubject(context, subject);
    const changes = await Promise.all(Array.from({ length: writers }, () => newChange(context, reply)));
    const answers = await Promise.all(
      changes.map(async (change) => ({
        change,
        answer: await attempt(context, subject, change, current(context, tag)),
      })),
    );
    const winners = answers.filter(({ answer }) => succeeded(answer));
    if (winners.length !== 1)
      return failed(`Of ${writers} writers with one tag ${winners.length === 0 ? "none" : winners.length} won.`);
    // 13.2.1: after the winner the request may have become impossible by itself: gone, or done before.
    const lost = [
      ...dialect.statuses.preconditionFailed,
      ...(context.operation.method === "DELETE" ? [404, 410] : []),
      ...(actsOnItself(context) ? [] : [409]),
    ];
    const odd = answers.find(({ answer }) => !succeeded(answer) && !lost.includes(answer.status));
    if (odd) return failed(`One of the losers is answered ${odd.answer.status}, not 412.`);
    const { field, value } = winners[0]!.change;
    if (field === undefined) return passed();
    const stays = own((await look(context, subject)).json, field);
    return stays === value
      ? passed()
      : failed(`The winner wrote ${field} ${JSON.stringify(value)}, and it is ${JSON.stringify(stays)}.`);
  },
};
