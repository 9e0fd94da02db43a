import { type Delivery, entryPath, type Reply } from "../faults/server.js";
import { loginPath, plain, redirection } from "../faults/network.js";

/** What can happen next. Each is named after the client and the how-manieth of its events it is, in every run alike. */
export type Event = { readonly id: string; readonly client: number } & (
  | {
      /** A request reaches the server. */
      readonly kind: "request";
      readonly delivery: Delivery;
      /** `undefined` for a copy, whose answer nobody waits for. */
      readonly settle: Settle | undefined;
    }
  | {
      /** An answer reaches the client; `null` is a broken connection. */
      readonly kind: "answer";
      readonly delivery: Delivery;
      readonly reply: Reply | null;
      readonly settle: Settle;
    }
  | { /** A wait is over. */ readonly kind: "timer"; readonly ring: () => void }
  | { /** The user signs out, and another one signs in. */ readonly kind: "sign-out"; readonly signOut: () => void }
);

export type Settle = (reply: Reply | null) => void;

/** What befalls a request on its way. */
interface RequestFault {
  readonly name: string;
  readonly possible: (delivery: Delivery) => boolean;
  /** Whether it reaches the server all the same. */
  readonly delivered: boolean;
  /** What the client gets in the place of the server's answer. */
  readonly instead?: Reply | null;
  /** Another one like it stays on its way, and the client gets the answer to that, or nobody does. */
  readonly copy?: "answered" | "unanswered";
}

interface AnswerFault {
  readonly name: string;
  readonly possible: (delivery: Delivery, reply: Reply) => boolean;
  readonly becomes: (reply: Reply) => Reply | null;
}

const always = (): boolean => true;
const changes = ({ method }: Delivery): boolean => method !== "GET";
const made = (delivery: Delivery, { status }: Reply): boolean => changes(delivery) && status < 300;

const withoutTag = (headers: Reply["headers"]): Reply["headers"] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "etag"));

/** Faults that come together in one search. */
export interface FaultFamily {
  readonly requests: readonly RequestFault[];
  readonly answers: readonly AnswerFault[];
  /** A user may sign out at any time; it counts as a fault. */
  readonly signOut?: true;
}

/** Connections break, duplicates and gateways: what the runtime knew of from the beginning. */
const connections: FaultFamily = {
  requests: [
    // A read that is lost and one whose answer is lost are the same to everybody.
    { name: "is lost", possible: changes, delivered: false, instead: null },
    { name: "is late", possible: changes, delivered: false, instead: null, copy: "unanswered" },
    { name: "is doubled", possible: changes, delivered: true, copy: "unanswered" },
    { name: "is refused on the way", possible: changes, delivered: false, instead: plain(412) },
    { name: "finds the server busy", possible: always, delivered: false, instead: plain(503) },
  ],
  answers: [
    { name: "is lost", possible: always, becomes: () => null },
    { name: "turns into 502", possible: changes, becomes: () => plain(502) },
    {
      name: "loses its tag",
      possible: (_, { headers }) => headers["etag"] !== undefined,
      becomes: (reply) => ({ ...reply, headers: withoutTag(reply.headers) }),
    },
  ],
};

/** Browsers, proxies, gateways and sign-in pages do something by themselves. */
const way: FaultFamily = {
  requests: [
    { name: "is repeated by the browser", possible: changes, delivered: true, copy: "answered" },
    { name: "is sent to sign in", possible: always, delivered: false, instead: redirection(302, loginPath) },
    {
      name: "is redirected (301)",
      possible: ({ method }) => method === "POST",
      delivered: false,
      instead: redirection(301, entryPath),
    },
  ],
  answers: [
    { name: "turns into 303", possible: made, becomes: () => redirection(303, entryPath) },
    { name: "turns into 302", possible: made, becomes: () => redirection(302, entryPath) },
    { name: "turns into 503", possible: made, becomes: () => plain(503) },
    { name: "turns into 524", possible: made, becomes: () => plain(524) },
  ],
};

const signOut: FaultFamily = { requests: [], answers: [], signOut: true };

const merge = (...families: readonly FaultFamily[]): FaultFamily => ({
  requests: families.flatMap(({ requests }) => requests),
  answers: families.flatMap(({ answers }) => answers),
});

export const faultFamilies = { connections, way, "sign-out": signOut, all: merge(connections, way) };

export type FamilyName = keyof typeof faultFamilies;

/** One thing that can be chosen: an event, and the fault that befalls it. */
export interface Alternative {
  readonly event: Event;
  readonly fault?: RequestFault | AnswerFault;
}

/** An event as it is, and with each fault that may befall it. */
export function alternativesOf(event: Event, { requests, answers }: FaultFamily): Alternative[] {
  if (event.kind === "request" && event.settle)
    return [
      { event },
      ...requests.filter((fault) => fault.possible(event.delivery)).map((fault) => ({ event, fault })),
    ];
  if (event.kind === "answer" && event.reply) {
    const { reply } = event;
    return [
      { event },
      ...answers.filter((fault) => fault.possible(event.delivery, reply)).map((fault) => ({ event, fault })),
    ];
  }
  return [{ event }];
}

/** For the story of a run that went wrong. */
export function tell({ event, fault }: Alternative): string {
  if (event.kind === "timer") return `${event.id}: a wait is over`;
  if (event.kind === "sign-out") return `client ${event.client}: its user signs out`;
  const { method, path, headers, body } = event.delivery;
  const condition = headers["if-match"] ? ` If-Match ${headers["if-match"]}` : "";
  const request = `${event.id}: ${method} ${path}${condition}${body ? ` ${body}` : ""}`;
  const what = fault ? ` ${fault.name.toUpperCase()}` : event.kind === "request" ? " reaches the server" : " arrives";
  if (event.kind === "request") return request + what;
  return `${request}: answer ${event.reply ? `${event.reply.status} ${event.reply.headers["etag"] ?? ""} ${event.reply.body.slice(0, 60)}` : "(connection broken)"}${what}`;
}
