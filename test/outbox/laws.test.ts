import fc from "fast-check";
import { expect, it } from "vitest";
import { docServer, type DocServer, noNetwork, one } from "../draft/record.js";
import { type DocPage, memoryShelf, openPage } from "./pages.js";

/** Whatever is under way gets on. */
const aWhile = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));

type Weather = "fine" | "no network" | "responses are lost" | "busy";
type Step =
  | { readonly type: "name" | "notes" }
  | { readonly elsewhere: "count" | "name" }
  | { readonly weather: Weather }
  | { readonly page: "ends" | "sends" }
  | { readonly wait: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom("name" as const, "notes" as const) }) },
  { weight: 2, arbitrary: fc.record({ elsewhere: fc.constantFrom("count" as const, "name" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ weather: fc.constantFrom<Weather>("fine", "no network", "responses are lost", "busy") }),
  },
  { weight: 2, arbitrary: fc.record({ page: fc.constantFrom("ends" as const, "sends" as const) }) },
  { weight: 3, arbitrary: fc.record({ wait: fc.nat(12) }) },
);

const fates: Record<Weather, DocServer["fate"]> = {
  fine: undefined,
  "no network": noNetwork,
  "responses are lost": (request, carryOut) => {
    if (request.method !== "GET") carryOut();
    return noNetwork(request, carryOut);
  },
  busy: () => new Response("{}", { status: 503, headers: { "content-type": "application/json" } }),
};

/** The person decides for what they typed. */
function decide({ outbox }: DocPage): void {
  for (const item of outbox.getSnapshot()) {
    if (item.kind !== "doc") continue;
    for (const conflict of item.draft.getSnapshot().conflicts) item.draft.resolve(conflict, "mine");
  }
}

async function story(steps: readonly Step[]): Promise<void> {
  const [server, shelf] = [docServer(), memoryShelf()];
  const typed: { name?: string; notes?: string } = {};
  let [theirCount, serial] = [0, 0];
  let page = openPage(server, shelf);
  let draft = await page.outbox.open("doc", one);
  const nextPage = async (): Promise<void> => {
    // What was typed is on the shelf once its own turn has come.
    await aWhile(0);
    page.end();
    page = openPage(server, shelf);
    const opened = await page.outbox.open("doc", one).catch(() => undefined);
    // Offline and with nothing that waits, there is nothing to show.
    if (!opened) {
      server.fate = undefined;
      draft = await page.outbox.open("doc", one);
    } else draft = opened;
  };
  for (const now of steps) {
    if ("type" in now) draft.change({ [now.type]: (typed[now.type] = `typed ${++serial}`) });
    else if ("weather" in now) server.fate = fates[now.weather];
    else if ("wait" in now) await aWhile(now.wait);
    else if ("page" in now) await (now.page === "ends" ? nextPage() : page.outbox.send());
    else if (now.elsewhere === "count") server.changeElsewhere({ count: (theirCount = ++serial) });
    else if (typed.name !== undefined) server.changeElsewhere({ name: `theirs ${++serial}` });
  }
  server.fate = undefined;
  for (let turns = 0; page.outbox.getSnapshot().length > 0 && turns < 400; turns++) {
    decide(page);
    await page.outbox.send();
    await aWhile(1);
  }
  await aWhile(2);
  page.end();
  expect(page.errors).toEqual([]);
  expect([page.outbox.getSnapshot(), shelf.kept.size]).toEqual([[], 0]);
  expect(server.doc.count).toBe(theirCount);
  // Their name came after a save of the person's, who had nothing more to say; or the person decided.
  if (typed.notes !== undefined) expect(server.doc.notes).toBe(typed.notes);
  if (typed.name !== undefined) expect([typed.name, expect.stringMatching(/^theirs/)]).toContainEqual(server.doc.name);
}

it("what is typed reaches the server, whatever becomes of the network and of pages, and nobody's change is replaced", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), story), { numRuns: 150 });
});
