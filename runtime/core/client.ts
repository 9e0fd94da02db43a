import type { Api, Client, ClientOptions } from "../pipeline.js";
import { createTagMemory } from "./tags.js";

/** Makes a client for `api`; generated code wraps this with the API's own description. */
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
