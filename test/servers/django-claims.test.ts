import { type Client, eventCounter, onEvent, unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  alertEventsList,
  alertEventsRetrieve,
  claimRecordsList,
  claimRecordsRetrieve,
  driftEventsList,
  driftEventsRetrieve,
  operatorJudgmentsList,
  operatorJudgmentsRetrieve,
  payerMappingsCreate,
  payerMappingsDestroy,
  payerMappingsList,
  payerMappingsPartialUpdate,
  payerMappingsRetrieve,
  reportRunsList,
  reportRunsRetrieve,
  uploadsCreate,
  uploadsList,
  uploadsRetrieve,
} from "../../generated/index.js";
import { ids } from "./django.js";
import { clientOf, describeBehind, type Front, fronts, startFront } from "./fronts.js";

/* Claims analytics: the generated client against Django, through everything that may stand in between. */

interface Read {
  readonly data: unknown;
  readonly etag: string | null;
  readonly revalidated: boolean;
}

/** All GETs of the seven resources. */
const reads: readonly [string, (client: Client) => Promise<Read>][] = [
  ["uploads", async (client) => unwrap(await uploadsList(client))],
  ["an upload", async (client) => unwrap(await uploadsRetrieve(client, { path: { id: ids.upload } }))],
  ["claim records", async (client) => unwrap(await claimRecordsList(client))],
  ["a claim record", async (client) => unwrap(await claimRecordsRetrieve(client, { path: { id: 1 } }))],
  ["report runs", async (client) => unwrap(await reportRunsList(client))],
  ["a report run", async (client) => unwrap(await reportRunsRetrieve(client, { path: { id: 1 } }))],
  ["drift events", async (client) => unwrap(await driftEventsList(client))],
  ["a drift event", async (client) => unwrap(await driftEventsRetrieve(client, { path: { id: 1 } }))],
  ["payer mappings", async (client) => unwrap(await payerMappingsList(client))],
  ["a payer mapping", async (client) => unwrap(await payerMappingsRetrieve(client, { path: { id: ids.payer } }))],
  ["alert events", async (client) => unwrap(await alertEventsList(client))],
  ["an alert event", async (client) => unwrap(await alertEventsRetrieve(client, { path: { id: 1 } }))],
  ["operator judgments", async (client) => unwrap(await operatorJudgmentsList(client))],
  ["an operator judgment", async (client) => unwrap(await operatorJudgmentsRetrieve(client, { path: { id: 1 } }))],
];

describeBehind("claims", fronts, (name) => {
  let front: Front;
  beforeAll(async () => void (front = await startFront(name)));
  afterAll(() => front?.stop());

  it.each(reads)(
    "C1, C2, C3, C4, C6, C7: %s: a tag, a minute, then 304 without a body and the same object",
    async (_, read) => {
      const counter = eventCounter();
      const { client, seen } = clientOf(front, { events: onEvent(counter.count) });
      const first = await read(client);
      const second = await read(client);
      expect(first).toMatchObject({
        etag: expect.stringMatching(/^(W\/)?"[0-9a-f]{32}"$/) as unknown,
        revalidated: false,
      });
      expect(second).toMatchObject({ revalidated: true });
      expect(second.data).toBe(first.data);
      expect(seen.map(({ status }) => status)).toEqual([200, 304]);
      expect(seen[1]).toMatchObject({ body: "", ifNoneMatch: first.etag });
      // The 304 too: with no-store on it a browser would drop the body that it has.
      for (const { headers } of seen) expect(headers.get("cache-control")).toBe("max-age=60, must-revalidate");
      expect(counter.bytesSaved).toBe(seen[0]!.body.length);
    },
  );

  it("C2, C9: what is not a GET is not kept", async () => {
    const { client, seen } = clientOf(front);
    const path = {
      id: unwrap(await payerMappingsCreate(client, { body: { raw_name: "A", normalized_name: "B" } })).data.id,
    };
    unwrap(await payerMappingsPartialUpdate(client, { path, body: { normalized_name: "C" } }));
    unwrap(await payerMappingsDestroy(client, { path }));
    unwrap(await uploadsCreate(client, { body: { file: csv("june") } }));
    expect(seen.map(({ method }) => method)).toEqual(["POST", "PATCH", "DELETE", "POST"]);
    for (const { headers } of seen) expect(headers.get("cache-control")).toBe("no-cache, no-store, must-revalidate");
  });

  it("C5: a tag that is there for caching turns no state change into a conditional one", async () => {
    const { client, seen } = clientOf(front);
    const { data } = unwrap(await payerMappingsCreate(client, { body: { raw_name: "A", normalized_name: "B" } }));
    unwrap(await payerMappingsRetrieve(client, { path: { id: data.id } }));
    unwrap(await payerMappingsPartialUpdate(client, { path: { id: data.id }, body: { normalized_name: "C" } }));
    expect(seen.map(({ ifMatch }) => ifMatch)).toEqual([null, null, null]);
  });

  /* oxlint-disable vitest/no-conditional-tests -- a shared cache is another promise, not a test left out */
  if (name === "nginx proxy_cache")
    it("C8, C10: a shared cache that keeps for a minute serves what was there before the change; another URL is new", async () => {
      const { client, seen } = clientOf(front);
      const raw_name = "kept by the proxy";
      const { data } = unwrap(await payerMappingsCreate(client, { body: { raw_name, normalized_name: "B" } }));
      const path = { id: data.id };
      const first = unwrap(await payerMappingsRetrieve(client, { path }));
      unwrap(await payerMappingsPartialUpdate(client, { path, body: { normalized_name: "C" } }));
      // Whatever the client asks for: nginx does not heed Cache-Control of requests. Hence `private` in docs/django.md.
      expect(unwrap(await payerMappingsRetrieve(client, { path })).data).toBe(first.data);
      expect(seen.at(-1)!.headers.get("x-cache")).toBe("HIT");
      const listed = unwrap(await payerMappingsList(client, { query: { search: raw_name } }));
      expect(listed.data).toMatchObject([{ id: data.id, normalized_name: "C" }]);
    });
  else
    it("C8, C10: after a change the tag is another one, and the body comes anew", async () => {
      const { client, seen } = clientOf(front);
      const { data } = unwrap(await payerMappingsCreate(client, { body: { raw_name: "A", normalized_name: "B" } }));
      const path = { id: data.id };
      const first = unwrap(await payerMappingsRetrieve(client, { path }));
      unwrap(await payerMappingsPartialUpdate(client, { path, body: { normalized_name: "C" } }));
      const second = unwrap(await payerMappingsRetrieve(client, { path }));
      expect(seen.at(-1)).toMatchObject({ ifNoneMatch: first.etag, status: 200 });
      expect(second).toMatchObject({ revalidated: false, data: { normalized_name: "C" } });
      expect(second.etag).not.toBe(first.etag);
    });
});

const csv = (name: string): File =>
  new File(["payer,cpt,submitted_date,outcome\nACME,99213,2024-06-01,PAID\n"], `${name}.csv`);
