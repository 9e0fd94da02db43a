import type { Faults } from "./network.js";

/** The columns of the matrix. */
export const profiles = {
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
} satisfies Record<string, Faults>;

export type Profile = keyof typeof profiles;
