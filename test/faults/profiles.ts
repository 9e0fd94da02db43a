import type { Conditions } from "./run.js";

/** Faults of connections and servers, and all of them at once. */
export const connectionProfiles = {
  "no fault": {},
  "answer lost": { answerDropped: 0.08, answerCutShort: 0.02 },
  "502 after commit": { badGateway: 0.1 },
  "request lost or late": { requestDropped: 0.05, deliveredLate: 0.1 },
  duplicates: { duplicated: 0.15, duplicatedLate: 0.15 },
  "503 before commit": { unavailable: 0.2 },
  "weak or no tags": { tagWeakened: 0.15, tagStripped: 0.15 },
  "spurious 412": { spurious412: 0.4 },
  everything: {
    requestDropped: 0.03,
    deliveredLate: 0.05,
    duplicated: 0.05,
    duplicatedLate: 0.1,
    unavailable: 0.05,
    spurious412: 0.1,
    answerDropped: 0.05,
    answerCutShort: 0.02,
    badGateway: 0.05,
    tagWeakened: 0.05,
    tagStripped: 0.05,
  },
} satisfies Record<string, Conditions>;

/** What browsers, proxies, gateways and sign-in pages put between a call and the server, and who is calling. */
export const wayProfiles = {
  "repeated after the answer": { repeatedAfterAnswer: 0.15 },
  "repeated before the answer": { repeatedBeforeAnswer: 0.15 },
  "303 after commit": { redirectedAfterCommit: 0.15, redirections: [303] },
  "301 or 302 after commit": { redirectedAfterCommit: 0.15, redirections: [301, 302] },
  "307 or 308 after commit": { redirectedAfterCommit: 0.15, redirections: [307, 308] },
  "redirected before commit": { redirectedBeforeCommit: 0.15, redirections: [301, 302, 307, 308] },
  "503 after commit": { gatewayStatus: 0.15, gatewayStatuses: [503] },
  "524 after commit": { gatewayStatus: 0.15, gatewayStatuses: [524, 520, 522, 598, 599, 408] },
  "login page": { loginPage: 0.15 },
  "sign-out": { users: "sign-out", answerDropped: 0.1, requestDropped: 0.1 },
  "two users": { users: "two", answerDropped: 0.1 },
  "two users, headers of the call": { users: "two", door: "call", answerDropped: 0.1 },
  "two users, onRequest": { users: "two", door: "onRequest", answerDropped: 0.1 },
} satisfies Record<string, Conditions>;

/** The columns of the matrix. */
export const profiles = { ...connectionProfiles, ...wayProfiles };

export type Profile = keyof typeof profiles;
