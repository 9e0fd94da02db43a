/** What each probe is for: a fault of the server, and exactly the probes that speak of it. */
import type { Faults } from "./jobs-server.js";

const otherForms = ["not-modified-any", "not-modified-list", "not-modified-weak"];

export const effects: readonly (readonly [title: string, faults: Faults, failing: readonly string[]])[] = [
  ["C6: no tag at all", { noTag: true }, ["tag"]],
  ["C6: a tag without quotes", { bareTag: true }, ["tag"]],
  ["A10, B14: the tag turns weak under gzip", { weakUnderGzip: true }, ["tag-compared", "tag-under-gzip"]],
  [
    "A10, C7: Apache's -gzip, which it does not know again",
    { suffixUnderGzip: true },
    ["tag-compared", "tag-under-gzip"],
  ],
  ["A10, C7: 304 is never sent", { never304: true }, ["last-modified", "not-modified"]],
  ["A10, C7: If-None-Match compared as a string", { plainCompare: true }, otherForms],
  ["C7: a 304 without a tag", { bare304: true }, ["not-modified-tag"]],
  ["C7: no-store on a 304", { noStoreOn304: true }, ["cache-control"]],
  ["C8: 304 whatever the tag", { always304: true }, ["modified"]],
  ["C6: HEAD with a tag of its own", { headTag: true }, ["head"]],
  ["A10: Last-Modified in the future", { futureLastModified: true }, ["last-modified"]],
  ["B14: each view with a tag of its own", { ownTagPerView: true }, ["one-tag"]],
  [
    "A12, B15, B16, B17: If-Match is ignored, as Express, Fastify and json-server do",
    { ignoresIfMatch: true },
    ["double-submit", "parallel-writers", "precondition-required", "stale-tag", "unquoted-tag", "weak-tag"],
  ],
  ["A11, B17: nothing is demanded", { demandsNothing: true }, ["precondition-required"]],
  ["A12, B17: what cannot be parsed is ignored", { ignoresMalformed: true }, ["unquoted-tag"]],
  ["A12, B17: weak tags are ignored", { ignoresWeak: true }, ["weak-tag"]],
  ["A11, B17: If-Match compared as a string", { comparesIfMatchPlainly: true }, ["any-tag", "tag-list"]],
  ["A11, B15: no tag is ever right", { alwaysRefuses: true }, ["current-tag"]],
  [
    "A12, A13, B15: 412 after writing",
    { writesOn412: true },
    ["double-submit", "parallel-writers", "stale-tag", "unquoted-tag", "weak-tag"],
  ],
  ["B15, B16: not atomic, two winners", { notAtomic: true }, ["parallel-writers"]],
  ["A11, B15: the old tag on the answer to a write", { oldTagOnWrite: true }, ["tag-after-write"]],
  [
    "B16, B17: an event leaves the job's tag as it is",
    { childKeepsTag: true },
    ["child-moves-tag", "double-submit", "parallel-writers", "tag-follows-content"],
  ],
  ["C10: a list whose tag counts its members", { listTagCounts: true }, ["list-tag"]],
  ["C10: a list that is never modified", { listAlways304: true }, ["list-tag"]],
  ["A11, B15: a change is made and answered 303", { redirectsChanges: 303 }, ["not-redirected"]],
  ["A11, B15: a change is redirected to a login page", { redirectsToLogin: true }, ["not-redirected"]],
  ["A11: 307 is followed, with the method and the precondition", { redirectsChanges: 307 }, []],
  ["C9: the answer to POST may be stored", { storablePost: true }, ["answer-not-stored"]],
  ["B14: no CORS", { cors: "none" }, ["cors-expose", "cors-precondition-failed", "cors-preflight"]],
  ["B14: the tag is not exposed", { cors: "noExpose" }, ["cors-expose"]],
  ["B17: If-Match is not allowed", { cors: "noIfMatch" }, ["cors-preflight"]],
  ["B14: wildcards with credentials", { cors: "wildcards" }, ["cors-expose", "cors-preflight"]],
  ["B15: a 412 without CORS", { cors: "no412" }, ["cors-precondition-failed"]],
];
