import type { Api, Client, ClientOptions } from "../pipeline.js";
import { createTagMemory } from "./tags.js";

/** Creates a client for `api`. Generated code wraps this function and passes its own API's facts. */
export function createClient<Credentials extends object>(api: Api, options: ClientOptions<Credentials> = {}): Client {
  const tags = createTagMemory();
  return {
    api,
    options,
    tags,
    store: options.store,
    remember: undefined,
    clearedAt: 0,
    tagOf: (name, ...key) => tags.get({ name, key: key.map(encodeURIComponent).join("/") }),
    async clear() {
      tags.clear();
      this.clearedAt = tags.now();
      await this.store?.clear();
    },
  };
}
