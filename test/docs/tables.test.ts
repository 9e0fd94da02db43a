/** The tables of the docs have a row for everything that there is, and for nothing else. */
import type { ClientOptions, RuntimeEvent, StateChangeResult, RetrievalResult } from "ifmatch/runtime";
import { expect, test } from "vitest";
import { clientSchema } from "../../generator/config/schema.js";
import { formats } from "../../generator/lint/formats/index.js";
import { faultNames } from "../../generator/mock/faults.js";
import { profileNames } from "../../generator/mock/profiles.js";
import { advice } from "../../generator/verify/advice.js";
import { allProbes } from "../../generator/verify/probes/index.js";
import { pages, read } from "./pages.js";

/** The names in the first column of the tables right below a heading. */
function namesIn(page: string, heading: string): string[] {
  const [, section = ""] = read(page).split(`\n${heading}\n`);
  const [own = ""] = section.split(/^#+ /m);
  return [...own.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );
}

// The type-checker sees to it that these lists are complete.
const clientOptions = {
  baseUrl: true,
  fetch: true,
  headers: true,
  auth: true,
  csrf: true,
  timeout: true,
  init: true,
  onRequest: true,
  onResponse: true,
  validate: true,
  store: true,
  lanes: true,
  recover: true,
  retry: true,
  refresh: true,
  events: true,
  weakTags: true,
  versionHeaders: true,
  caller: true,
} satisfies Record<keyof ClientOptions, true>;
const kinds = {
  ok: true,
  "not-modified": true,
  "precondition-failed": true,
  "precondition-required": true,
  ambiguous: true,
  error: true,
  unexpected: true,
} satisfies Record<(StateChangeResult<{ 200: 1; 404: 1 }, "R"> | RetrievalResult<{ 200: 1 }, "R">)["kind"], true>;
const events = {
  sent: true,
  answered: true,
  unanswered: true,
  queued: true,
  "read-back": true,
  revalidated: true,
  coalesced: true,
  superseded: true,
  assumed: true,
  "precondition-failed": true,
  ambiguous: true,
  verified: true,
  "weak-tag": true,
  "missing-tag": true,
  unauthenticated: true,
  "changed-elsewhere": true,
} satisfies Record<RuntimeEvent["type"], true>;

test.each<[string, string, readonly string[]]>([
  ["docs/verify.md", "## Probes", allProbes.map(({ id }) => id)],
  ["docs/mock.md", "## Faults", faultNames],
  ["docs/mock.md", "## Profiles", profileNames],
  ["docs/lint.md", "## Formats", [...formats.keys()]],
  ["docs/config.md", "## ifmatch.config.ts", Object.keys(clientSchema.shape)],
  ["docs/runtime.md", "## Calls", Object.keys(clientOptions)],
  ["docs/runtime.md", "## Results", Object.keys(kinds)],
  ["docs/concurrency.md", "## Events", Object.keys(events)],
])("%s, %s", (page, heading, names) => {
  expect(namesIn(page, heading).toSorted()).toEqual([...names].toSorted());
});

test("every probe has advice for when its promise is broken, and there is no other advice", () => {
  expect(Object.keys(advice).toSorted()).toEqual(allProbes.map(({ id }) => id).toSorted());
});

test("ids of requirements stand in one table, and nowhere else", () => {
  const ids = /\b(?:[ABC]\d{1,2}|K[1-5])\b/g;
  const found = pages
    .filter((page) => page !== "docs/testing.md")
    .flatMap((page) => (read(page).match(ids) ?? []).map((id) => `${page}: ${id}`));
  expect(found).toEqual([]);
  const rows = [...read("docs/testing.md").matchAll(/^\| ([A-CK]\d+) \|/gm)].map(([, id]) => id);
  expect(rows).toHaveLength(5 + 13 + 18 + 10);
});
