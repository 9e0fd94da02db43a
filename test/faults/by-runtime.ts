import { edit, lanes, type RecoveryOptions, resendOnce, resolve, UsageError, type WriteToken } from "ifmatch/runtime";
import { type EntryChange, entryPatch, entryPut } from "./entry-operations.js";
import {
  acknowledged,
  ambiguous,
  increment,
  ofEntry,
  pause,
  readEntry,
  readTagged,
  type Report,
  SignedOutError,
  type Strategy,
  told,
  type Tools,
  untilReported,
} from "./strategy.js";

/*
 * What the runtime offers instead. None of these may lose or double anything.
 */

type Open = Extract<EntryChange, { kind: "ambiguous" }>;

/** `edit`, again and again while it says that nothing was changed. */
const editing =
  (settle: (tools: Tools, open: Open) => Promise<Report | undefined> = async () => ambiguous) =>
  (tools: Tools): Promise<Report> =>
    untilReported(tools, async () => {
      const options = { sleep: tools.sleep, random: tools.random.next, ...tools.call };
      const result = await edit(tools.client, readEntry, entryPatch, ofEntry, increment, options);
      if (result.kind === "ambiguous") return settle(tools, result);
      return result.kind === "ok" ? acknowledged : undefined;
    });

const recovery = (
  { sleep, random }: Pick<Tools, "sleep" | "random">,
  token?: WriteToken,
  more: RecoveryOptions = {},
): ReturnType<typeof resendOnce> => resendOnce({ sleep, random: random.next, ...(token && { token }), ...more });

export const resending: Strategy = {
  name: "E edit, resendOnce",
  resource: "counter",
  options: (tools) => ({ recover: recovery(tools) }),
  carryOut: editing(),
};

/** All clients mark what they write in the same field: the last one's mark stands. */
export const marking: Strategy = {
  name: "F edit, resendOnce, one token field",
  resource: "counter",
  options: (tools) => ({ recover: recovery(tools, { body: "edit_token" }) }),
  carryOut: editing(),
};

export const verifying: Strategy = {
  name: "G register, resendOnce by fields",
  resource: "register",
  // Each value is written once, by one client: what holds it was written by that one.
  options: (tools) => ({ recover: recovery(tools, undefined, { believe: "fields" }) }),
  carryOut: (tools, id) =>
    untilReported(tools, async () => {
      const base = await readTagged(tools);
      return told(
        await entryPut(tools.client, { ...ofEntry, body: { value: id }, ifMatch: base }, tools.call),
        base.data.value,
      );
    }),
};

export const inLanes: Strategy = {
  name: "H edit, lanes, resendOnce, 3 at once",
  resource: "counter",
  atOnce: 3,
  options: (tools) => ({ lanes: lanes(), recover: recovery(tools) }),
  carryOut: editing(),
};

/** Own-write succession: of several writes from one reading, the later ones follow the first. */
export const following: Strategy = {
  name: "I register, lanes, resendOnce, 3 at once",
  resource: "register",
  atOnce: 3,
  followsOwn: true,
  options: (tools) => ({ lanes: lanes(), recover: recovery(tools) }),
  carryOut: (tools, id) =>
    untilReported(tools, async () => {
      const base = await readTagged(tools);
      return told(
        await entryPatch(tools.client, { ...ofEntry, body: { value: id }, ifMatch: base }, tools.call),
        base.data.value,
      );
    }),
};

/**
 * Each client has a field of its own for its tokens. What stands there is its last write, whatever others did since:
 * if the tag has moved on without it, the write was refused, or will be when it arrives.
 */
export const settling: Strategy = {
  name: "J edit, resendOnce, own token field, resolve",
  resource: "counter",
  settles: true,
  options: (tools) => ({ recover: recovery(tools, { body: ownToken(tools) }) }),
  carryOut: editing(async (tools, open) => {
    try {
      for (;;) {
        const { kind } = await resolve(open);
        if (kind === "ok") return acknowledged;
        // Not made, and no longer possible: it may be done anew.
        if (kind === "precondition-failed") return undefined;
        await pause(tools);
      }
    } catch (error) {
      // Nothing is looked into for somebody who has signed out.
      if (error instanceof SignedOutError || error instanceof UsageError) return ambiguous;
      throw error;
    }
  }),
};

const ownToken = ({ name }: Pick<Tools, "name">): `${string}_token` => `${name}_token`;
