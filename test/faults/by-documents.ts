import { type Client, edit, type RequestOptions } from "ifmatch/runtime";
import { type DocumentedOptions, documentedLoop, documentedOptions } from "./documented.js";
import { type EntryChange, entryIncrement, entryPatch } from "./entry-operations.js";
import {
  acknowledged,
  ambiguous,
  increment,
  ofEntry,
  readEntry,
  type Reading,
  refusal,
  type Report,
  SignedOutError,
  type Strategy,
  type Tools,
  untilReported,
} from "./strategy.js";

/*
 * What somebody gets who copies from the README and the docs: each loop with each combination of options that they show.
 */

type Save = (client: Client, base: Reading, options: RequestOptions) => Promise<EntryChange>;

const loop = documentedLoop();

/** The README's own loop, around `save`. */
const page =
  (saving: (id: string) => Save) =>
  (tools: Tools, id: string): Promise<Report> =>
    untilReported(tools, async () => {
      const job = await readEntry(tools.client, ofEntry, tools.call);
      if (job.kind !== "ok") return undefined;
      // The form of somebody who has signed out is not shown any more, and saves nothing.
      if (tools.isOver()) throw new SignedOutError("The user has signed out.");
      let saved: EntryChange | undefined;
      let report: Report | undefined;
      const says = (of: Report) => () => void (report = of);
      try {
        await loop({
          client: tools.client,
          job,
          job_id: 1,
          body: "what the form holds",
          update: async (client) => (saved = await saving(id)(client, job, tools.call)),
          show: says(acknowledged),
          askToReload: says(ambiguous),
          offerMerge: (_mine, _body, reloaded) => void (report = refusal(saved!, reloaded)),
          // A page lets its user try again after what these show.
          showError: () => {},
          report: () => {},
        });
      } catch (error) {
        // Refused, and then the record could not be loaded: the user is told no more than that.
        if (saved?.kind !== "precondition-failed") throw error;
        report = ambiguous;
      }
      return report?.outcome === "acknowledged" ? { ...report, base: job.data.value } : report;
    });

const saveText =
  (id: string): Save =>
  (client, base, options) =>
    entryPatch(client, { ...ofEntry, body: { value: id }, ifMatch: base }, options);

const addOne = (): Save => (client, base, options) =>
  entryPatch(client, { ...ofEntry, body: increment(base.data), ifMatch: base }, options);

const act = (): Save => (client, base, options) => entryIncrement(client, { ...ofEntry, ifMatch: base }, options);

const editing = (tools: Tools): Promise<Report> =>
  untilReported(tools, async () => {
    const options = { sleep: tools.sleep, random: tools.random.next, ...tools.call };
    const { kind } = await edit(tools.client, readEntry, entryPatch, ofEntry, increment, options);
    return kind === "ok" ? acknowledged : kind === "ambiguous" ? ambiguous : undefined;
  });

const loops: readonly Strategy[] = [
  { name: "page, text", resource: "register", followsOwn: true, carryOut: page(saveText) },
  { name: "page, +1", resource: "counter", carryOut: page(addOne) },
  { name: "page, action", resource: "counter", carryOut: page(act) },
  { name: "edit, +1", resource: "counter", carryOut: editing },
];

const named = ({ text }: DocumentedOptions): string => text.replaceAll(/\s+/g, " ");

/** The rows of the matrix that README and docs show. */
export const documentedStrategies: readonly Strategy[] = loops.flatMap(({ name, ...how }) =>
  documentedOptions().map((shown) => ({ name: `${name}; ${named(shown)}`, options: shown.create, ...how })),
);
