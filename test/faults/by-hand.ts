import { entryOverwrite, entryPatch } from "./entry-operations.js";
import {
  acknowledged,
  ambiguous,
  increment,
  ofEntry,
  pause,
  read,
  readTagged,
  type Strategy,
  told,
  untilReported,
} from "./strategy.js";

/*
 * Loops as people write them, over single requests. The first three are negative controls: a checker that does not
 * catch them catches nothing.
 */

/** Whoever writes last wins. */
export const unconditional: Strategy = {
  name: "A no If-Match",
  resource: "counter",
  breaks: "lost",
  carryOut: (tools) =>
    untilReported(tools, async () => {
      const { data } = await read(tools);
      const { kind } = await entryOverwrite(
        tools.client,
        { ...ofEntry, body: increment(data), ifMatch: null },
        tools.call,
      );
      return kind === "ok" ? acknowledged : kind === "ambiguous" ? ambiguous : undefined;
    }),
};

/** What failed is done again, and an ambiguous outcome counts as a failure. */
export const reapplying: Strategy = {
  name: "B any failure: re-read, re-apply",
  resource: "counter",
  breaks: "doubled",
  carryOut: (tools) =>
    untilReported(tools, async () => {
      const base = await readTagged(tools);
      const { kind } = await entryPatch(
        tools.client,
        { ...ofEntry, body: increment(base.data), ifMatch: base },
        tools.call,
      );
      return kind === "ok" ? acknowledged : undefined;
    }),
};

/** The same request is sent again, and a 412 to it is taken for somebody else's change. */
export const believing: Strategy = {
  name: "C resend, believe the 412",
  resource: "counter",
  breaks: "doubled",
  carryOut: (tools) =>
    untilReported(tools, async () => {
      const base = await readTagged(tools);
      for (;;) {
        const { kind } = await entryPatch(
          tools.client,
          { ...ofEntry, body: increment(base.data), ifMatch: base },
          tools.call,
        );
        if (kind !== "ambiguous") return kind === "ok" ? acknowledged : undefined;
        await pause(tools);
      }
    }),
};

/** The least that is right: what is ambiguous, or was refused, is told, and never done again. */
export const reporting: Strategy = {
  name: "D ambiguous is reported",
  resource: "counter",
  carryOut: (tools) =>
    untilReported(tools, async () => {
      const base = await readTagged(tools);
      return told(
        await entryPatch(tools.client, { ...ofEntry, body: increment(base.data), ifMatch: base }, tools.call),
      );
    }),
};
