/**
 * One client that reads 100,000 records, 10,000 of them with bodies that are kept, one after another. Prints the
 * heap after a garbage collection, in MiB, as JSON: run by memory.ts with --expose-gc.
 */
import { createClient, retrieve } from "ifmatch/runtime";
import { retrieval } from "./operation.js";

const resources = Number(process.argv[2] ?? 100_000);
const bodies = resources / 10;
const text = "x".repeat(2000);
const client = createClient(
  { servers: ["http://127.0.0.1"] },
  {
    fetch: (input) => {
      const id = Number(/\d+$/.exec(String(input))![0]);
      // Every tenth may be stored; of the others only the tag is remembered.
      const caching = id % (resources / bodies) === 0 ? "no-cache" : "no-store";
      const headers = { "content-type": "application/json", etag: `"${id}"`, "cache-control": caching };
      return Promise.resolve(new Response(JSON.stringify({ id, text }), { headers }));
    },
  },
);

const heap = (): number => {
  (globalThis as { gc?: () => void }).gc!();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
const samples: { readonly calls: number; readonly mib: number }[] = [{ calls: 0, mib: heap() }];
for (let id = 1; id <= resources; id++) {
  await retrieve(client, retrieval, { path: { id } });
  if (id % (resources / 20) === 0) samples.push({ calls: id, mib: heap() });
}
console.log(JSON.stringify(samples));
