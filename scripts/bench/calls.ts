/** What a call through the client costs beside `fetch` alone, with the same answer and no network. */
import {
  changeState,
  createClient,
  entityTag,
  lanes,
  onEvent,
  resendOnce,
  retrieve,
  type StateChangeOperation,
  validateBodies,
} from "ifmatch/runtime";
import * as z from "zod";
import { retrieval } from "./operation.js";
import { median, spread } from "./processes.js";
import type { Table } from "./table.js";

const CALLS = 2000;
const RECORDS = 50;
/** Rounds until engines have compiled what is called. */
const WARM_UP = 2;

const change: StateChangeOperation = {
  ...retrieval,
  id: "jobsUpdate",
  method: "PUT",
  ifMatch: "required",
  body: { "application/json": (body, type) => ({ body: JSON.stringify(body), type }) },
};

type Call = (record: number) => Promise<unknown>;

function sides(): ReadonlyMap<string, Call> {
  const lines = Array.from({ length: 20 }, (_, index) => ({ index, text: "x".repeat(80) }));
  const body = JSON.stringify({ id: 1, lines });
  const head = { headers: { "content-type": "application/json", etag: '"1"' } };
  const fetch = (): Promise<Response> => Promise.resolve(new Response(body, head));
  const unchanged = async (_input: unknown, { headers }: RequestInit = {}): Promise<Response> =>
    "if-none-match" in Object(headers) ? new Response(null, { status: 304, headers: head.headers }) : fetch();
  const Line = z.looseObject({ index: z.int(), text: z.string() });
  const Job = z.looseObject({ id: z.int(), lines: z.array(Line) });
  const api = { servers: ["http://127.0.0.1"] };
  const plain = createClient(api, { fetch });
  const layered = createClient(api, { fetch, lanes: lanes(), recover: resendOnce(), events: onEvent(() => {}) });
  const revalidating = createClient(api, { fetch: unchanged });
  const validate = validateBodies({ jobsRetrieve: { responses: { 200: Job } } });
  const validating = createClient(api, { fetch, validate });
  const tags = Array.from({ length: RECORDS }, (_, id) => entityTag("Job", id, '"1"'));
  const read =
    (client: typeof plain): Call =>
    (id) =>
      retrieve(client, retrieval, { path: { id } });
  const write =
    (client: typeof plain): Call =>
    (id) =>
      changeState(client, change, { path: { id }, body: { a: 1 }, ifMatch: tags[id]! });
  return new Map<string, Call>([
    [
      "fetch, and its JSON",
      async (id) => {
        const response = await fetch();
        return { data: await response.json(), etag: response.headers.get("etag"), id };
      },
    ],
    ["retrieval", read(plain)],
    ["retrieval, answered with 304", read(revalidating)],
    ["retrieval, validated by zod", read(validating)],
    ["state change", write(plain)],
    ["retrieval with lanes, recovery and events", read(layered)],
    ["state change with lanes, recovery and events", write(layered)],
  ]);
}

/** CPU time of one call, the sides taking turns. */
export async function calls(rounds: number): Promise<Table> {
  const all = sides();
  const times = new Map([...all.keys()].map((name): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds + WARM_UP; round++)
    for (const [name, call] of all) {
      const start = process.cpuUsage();
      for (let index = 0; index < CALLS; index++) await call(index % RECORDS);
      const { user, system } = process.cpuUsage(start);
      if (round >= WARM_UP) times.get(name)!.push((user + system) / CALLS);
    }
  const first = median([...times.values()][0]!);
  const rows = [...times].map(([name, values]) => [name, spread(values, 1), (median(values) / first).toFixed(2)]);
  return { title: "Calls: a JSON body of 2 kB, no network", head: ["", "CPU, µs a call", "ratio"], rows };
}
