import { AsyncLocalStorage } from "node:async_hooks";
import type { Client, ClientOptions, RequestOptions } from "ifmatch/runtime";
import type { History, Verdict, Violation } from "./history.js";
import { type Delivery, type EntryServer, operationHeader, type Reply } from "./server.js";

/** Who uses a client, and how it learns whose credentials to send. */
export interface Callers {
  /**
   * `one`: nobody has to sign in. `sign-out`: one user after the other, with `client.clear()` between them.
   * `two`: a server process that acts for two users at a time with one client.
   */
  readonly users?: "one" | "sign-out" | "two" | undefined;
  /** Where the credential comes from; `headers` if absent. */
  readonly door?: "headers" | "call" | "onRequest" | undefined;
}

/** The operation that is under way, and whose it is. */
interface UnderWay {
  readonly id: string;
  readonly user: string;
}

const underWay = new AsyncLocalStorage<UnderWay>();

/** The users of one client. */
export interface Session {
  /** Options of the client: where its credentials come from. */
  readonly options: ClientOptions;
  /** Whose the next operation is. */
  next(begun: number): string;
  /** Whether somebody has signed out since `epoch`. */
  readonly epoch: number;
  signOut(client: Client): Promise<void>;
  /** Options of each call for this user. */
  call(user: string): RequestOptions;
  /** Marks what an operation sends, unseen by the runtime: what is sent twice, or shared, shows. */
  attributed(fetch: typeof globalThis.fetch): typeof globalThis.fetch;
}

const names = ["ada", "bob"] as const;

/** `strays` hears of what leaves in the name of somebody who has signed out, or with another one's credentials. */
export function createSession({ users = "one", door = "headers" }: Callers, strays: Violation[]): Session {
  let signedIn = 0;
  let epoch = 0;
  const current = (): string =>
    users === "one" ? "" : users === "two" ? (underWay.getStore()?.user ?? "nobody") : names[signedIn]!;
  const options: ClientOptions =
    users === "one" || door === "call"
      ? {}
      : door === "headers"
        ? { headers: () => ({ authorization: current() }) }
        : { onRequest: ({ init }) => void (init.headers["authorization"] = current()) };
  return {
    options,
    get epoch() {
      return epoch;
    },
    next: (begun) => (users === "two" ? names[begun % 2]! : current()),
    call: (user) => (users !== "one" && door === "call" ? { headers: { authorization: user } } : {}),
    async signOut(client) {
      await client.clear();
      signedIn = 1 - signedIn;
      epoch++;
    },
    attributed: (fetch) => (input, init) => {
      const { id, user } = underWay.getStore() ?? { id: "nobody", user: "nobody" };
      const headers = init?.headers as Record<string, string>;
      const { authorization = "" } = headers;
      const stray = (message: string): void => void strays.push({ operation: id, message });
      if (authorization !== user) stray(`is ${user}'s, and left with the credentials of ${authorization || "nobody"}`);
      if (users === "sign-out" && user !== current()) stray(`was sent after ${user} had signed out`);
      return fetch(input, { ...init, headers: { ...headers, [operationHeader]: id } });
    },
  };
}

/** Carries an operation out in the name of a user. */
export const inTheNameOf = <T>(of: UnderWay, carryOut: () => Promise<T>): Promise<T> => underWay.run(of, carryOut);

/** A server with an entry of each user's own under the same URL. */
export function createUserServers(create: () => EntryServer): {
  readonly answer: (delivery: Delivery) => Reply;
  readonly of: ReadonlyMap<string, EntryServer>;
} {
  const of = new Map(["", ...names].map((user) => [user, create()]));
  return {
    of,
    answer: (delivery) =>
      of.get(delivery.headers["authorization"] ?? "")?.answer(delivery) ?? { status: 401, headers: {}, body: "" },
  };
}

/** What one user saw, and what became of their entry. Changes that others' operations made there are violations. */
export function historyOf(
  user: string,
  { operations, reads, ...rest }: History,
): { readonly history: History; readonly foreign: readonly Violation[] } {
  const owners = new Map(operations.map((operation) => [operation.id, operation.user]));
  const mine = <T extends { readonly user?: string | undefined }>(list: readonly T[]): T[] =>
    list.filter((one) => one.user === user);
  const foreign = rest.commits.flatMap(({ operation }) =>
    owners.get(operation) === user
      ? []
      : [{ operation, message: `is ${owners.get(operation)}'s, and changed the entry of ${user}` }],
  );
  return { history: { ...rest, operations: mine(operations), reads: mine(reads) }, foreign };
}

/** One verdict of several. */
export const total = (verdicts: readonly Verdict[], violations: readonly Violation[]): Verdict =>
  verdicts.reduce(
    (sum, verdict) => ({
      acknowledged: sum.acknowledged + verdict.acknowledged,
      ambiguous: sum.ambiguous + verdict.ambiguous,
      gaveUp: sum.gaveUp + verdict.gaveUp,
      conflicts: sum.conflicts + verdict.conflicts,
      falseConflicts: sum.falseConflicts + verdict.falseConflicts,
      lost: sum.lost + verdict.lost,
      doubled: sum.doubled + verdict.doubled,
      violations: [...sum.violations, ...verdict.violations],
    }),
    {
      acknowledged: 0,
      ambiguous: 0,
      gaveUp: 0,
      conflicts: 0,
      falseConflicts: 0,
      lost: 0,
      doubled: 0,
      violations,
    },
  );
