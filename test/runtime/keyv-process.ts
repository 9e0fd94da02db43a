/** One server process with a client of the sample API: reads a person, and says what it got. Run by keyv-redis.test.ts. */
import KeyvRedis from "@keyv/redis";
import { keyvStore } from "ifmatch/runtime/keyv";
import { Keyv } from "keyv";
import { createClient, peopleRetrieve } from "../../generated/index.js";
import { ids } from "../servers/records.js";

const [redis = "", baseUrl = "", namespace = "", token = "", after = ""] = process.argv.slice(2);
const keyv = new Keyv(new KeyvRedis(redis));
const store = keyvStore(keyv, {
  namespace,
  onError: (error) => {
    throw error;
  },
});
const client = createClient({ baseUrl, store, headers: { authorization: `Bearer ${token}` } });
const result = await peopleRetrieve(client, { path: { id: ids.person } });
if (after === "clear") await client.clear();
console.log(JSON.stringify({ ...result, tag: client.tagOf("Person", ids.person) ?? null }));
await keyv.disconnect();
