import type { OperationModel } from "../../model/model.js";
import { isCollectionOf, normalized } from "../../model/paths.js";
import { targetOf } from "../target.js";
import type { ProbeInfo, Verdict } from "../types.js";
import { failed, notApplicable, passed } from "../verdict.js";
import type { Reply } from "../wire.js";
import { attempt, type ChangeContext, type ChangeProbe, current, newChange, readSubject } from "./change.js";
import { type ProbeContext, publishedBy } from "./probe.js";

const info: ProbeInfo = {
  id: "list-tag",
  promise: "The tag of a list changes when its members do.",
  section: "8.8.1",
};

/** Changes a member, and looks at the lists that show it. */
export const listTag: ChangeProbe = {
  ...info,
  needsAcceptance: true,
  async run(context) {
    if (listsOf(context).length === 0) return notApplicable("The document has no list that would show it.");
    const subject = await context.subjects.for(context.operation);
    return compareLists(context, subject.key, async () => {
      const before = await readSubject(context, subject);
      const ifMatch = context.ifMatch === "none" ? undefined : current(context, before.tag);
      await attempt(context, subject, await newChange(context, before.reply), ifMatch);
    });
  },
};

/** Makes a member, and looks at the list that it is added to. */
export const listTagAfterCreation: ProbeInfo & {
  run(context: Pick<ChangeContext, keyof ProbeContext | "subjects">): Promise<Verdict>;
} = {
  ...info,
  async run(context) {
    if (listsOf(context).length === 0) return notApplicable("The document has no list that would show it.");
    return compareLists(context, {}, async () => void (await context.subjects.make()));
  },
};

/** GETs of the collections of a resource, and of what the operation adds to. */
const listsOf = ({ run, resource, operation }: ProbeContext): OperationModel[] =>
  run.model.operations.filter(
    ({ method, path }) =>
      method === "GET" &&
      (isCollectionOf(path, resource.key) ||
        (operation.method === "POST" && normalized(path) === normalized(operation.path))),
  );

/** Reads each list before and after a change. @throws {Inconclusive} where one needs a parameter that nobody gave. */
async function compareLists(
  context: ProbeContext,
  key: Readonly<Record<string, string>>,
  change: () => Promise<void>,
): Promise<Verdict> {
  const { run, wire, resource } = context;
  const lists = listsOf(context).map((list) => {
    const target = targetOf(run.options.url, list, resource, key, run.options.fixtures);
    return {
      list,
      read: (headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
        wire.send({ method: "GET", url: target.url, headers: { ...target.headers, ...headers } }),
    };
  });
  const before = new Map<OperationModel, Reply>();
  for (const { list, read } of lists) before.set(list, await read());
  await change();
  let shown = false;
  for (const { list, read } of lists) {
    const old = before.get(list)!;
    const tag = publishedBy(context, old).raw;
    if (old.status !== 200 || tag === undefined) continue;
    const now = await read();
    // A page of a list may not show the member, and a page that failed shows nothing.
    if (now.status !== 200 || now.text === old.text) continue;
    shown = true;
    if (publishedBy(context, now).raw === tag)
      return failed(`What ${list.id} lists has changed, and its tag is still ${tag}.`);
    const again = await read({ "if-none-match": tag });
    if (again.status === 304) return failed(`What ${list.id} lists has changed, and ${tag} still gets a 304.`);
  }
  return shown ? passed() : notApplicable("No list that has a tag shows the change.");
}
