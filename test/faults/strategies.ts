import type { Client, ClientOptions } from "ifmatch/runtime";
import type { EntryRead } from "./entry-operations.js";
import { entryOverwrite, entryPatch, entryRetrieve } from "./entry-operations.js";
import type { Outcome, Read } from "./history.js";
import type { Random } from "./random.js";
import type { Entry } from "./server.js";

/** What a strategy works with: its client, and time and chance that the run governs. */
export interface Tools {
  readonly client: Client;
  readonly random: Random;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Puts a retrieval on record. */
  readonly saw: (read: Read) => void;
}

export interface Report {
  readonly outcome: Outcome;
  /** What had been read when it was written. */
  readonly base?: Entry["value"];
}

/** A way to carry out one operation: an increment of the counter, or a write of its id to the register. */
export interface Strategy {
  readonly name: string;
  readonly resource: "counter" | "register";
  readonly options?: (tools: Omit<Tools, "client" | "saw">) => ClientOptions;
  /** A negative control: what it must do wrong. */
  readonly breaks?: "lost" | "doubled";
  /** How many operations of one client are under way at a time; 1 if absent. */
  readonly atOnce?: number;
  readonly carryOut: (tools: Tools, id: string) => Promise<Report>;
}

const ofEntry = { path: { id: 1 } };
const acknowledged: Report = { outcome: "acknowledged" };
const ambiguous: Report = { outcome: "ambiguous" };

/** How often a strategy tries; faults come and go, so this is hardly ever reached. */
const TRIES = 60;

/** Nobody waits for the same moment as everybody else. */
const pause = ({ sleep, random }: Tools): Promise<void> => sleep(random.between(10, 120));

type Reading = Extract<EntryRead, { kind: "ok" }>;

/** Reads until the server answers. Nothing is changed by that, so it may be done as often as it takes. */
async function read(tools: Tools): Promise<Reading> {
  for (;;) {
    const startedAt = tools.now();
    const result = await entryRetrieve(tools.client, ofEntry).catch(() => null);
    if (result?.kind === "ok") {
      tools.saw({ startedAt, endedAt: tools.now(), value: result.data.value });
      return result;
    }
    await pause(tools);
  }
}

/** Reads until the answer carries a tag that If-Match can match. */
async function readTagged(tools: Tools): Promise<Reading> {
  for (let tries = 0; ; tries++) {
    const result = await read(tools);
    if (result.etag?.startsWith('"')) return result;
    if (tries === TRIES) throw new Error("No answer carried a strong tag.");
    await pause(tools);
  }
}

const increment = ({ data }: Reading): Entry => ({ value: (data.value as number) + 1 });

/** Negative control: whoever writes last wins. */
export const unconditional: Strategy = {
  name: "A no If-Match",
  resource: "counter",
  breaks: "lost",
  async carryOut(tools) {
    for (let tries = 0; tries < TRIES; tries++) {
      const base = await read(tools);
      const { kind } = await entryOverwrite(tools.client, { ...ofEntry, body: increment(base), ifMatch: null });
      if (kind === "ok") return acknowledged;
      if (kind === "ambiguous") return ambiguous;
      await pause(tools);
    }
    return { outcome: "gave-up" };
  },
};

/** Negative control: what failed is done again, and an ambiguous outcome counts as a failure. */
export const reapplying: Strategy = {
  name: "B any failure: re-read, re-apply",
  resource: "counter",
  breaks: "doubled",
  async carryOut(tools) {
    for (let tries = 0; tries < TRIES; tries++) {
      const base = await readTagged(tools);
      const { kind } = await entryPatch(tools.client, { ...ofEntry, body: increment(base), ifMatch: base });
      if (kind === "ok") return acknowledged;
      await pause(tools);
    }
    return { outcome: "gave-up" };
  },
};

/** Negative control: the same request is sent again, and a 412 to it is taken for somebody else's change. */
export const believing: Strategy = {
  name: "C resend, believe the 412",
  resource: "counter",
  breaks: "doubled",
  async carryOut(tools) {
    for (let tries = 0; tries < TRIES; tries++) {
      const base = await readTagged(tools);
      const request = { ...ofEntry, body: increment(base), ifMatch: base };
      let { kind } = await entryPatch(tools.client, request);
      for (; kind === "ambiguous" && tries < TRIES; tries++) {
        await pause(tools);
        ({ kind } = await entryPatch(tools.client, request));
      }
      if (kind === "ok") return acknowledged;
      if (kind === "ambiguous") return ambiguous;
      await pause(tools);
    }
    return { outcome: "gave-up" };
  },
};

/** The least that is right: what is ambiguous is told, and never done again. */
export const reporting: Strategy = {
  name: "D ambiguous is reported",
  resource: "counter",
  async carryOut(tools) {
    for (let tries = 0; tries < TRIES; tries++) {
      const base = await readTagged(tools);
      const { kind } = await entryPatch(tools.client, { ...ofEntry, body: increment(base), ifMatch: base });
      if (kind === "ok") return acknowledged;
      if (kind === "ambiguous") return ambiguous;
      await pause(tools);
    }
    return { outcome: "gave-up" };
  },
};

export const strategies: readonly Strategy[] = [unconditional, reapplying, believing, reporting];
