import { UsageError } from "../errors.js";
import type { Api, Client, ClientOptions } from "../pipeline.js";
import { checkTimeout } from "../wire/signals.js";
import { createTagMemory } from "./tags.js";

/**
 * Makes a client for `api`; generated code wraps this with the API's own description.
 *
 * @throws {UsageError} for a timeout that is no length of time, and where the platform has no `fetch`.
 */
export function createClient<Credentials extends object>(api: Api, options: ClientOptions<Credentials> = {}): Client {
  checkTimeout(options.timeout, "createClient");
  if (typeof (options.fetch ?? globalThis.fetch) !== "function")
    throw new UsageError(
      "missing-platform",
      "createClient: this platform has no fetch; pass one, createClient({ fetch }).",
    );
  const tags = createTagMemory();
  return {
    api,
    options,
    tags,
    store: options.store,
    remember: undefined,
    renewals: new Map(),
    clearedAt: 0,
    tagOf: (name, ...key) => tags.get({ name, key: key.map(encodeURIComponent).join("/") }),
    async clear() {
      tags.clear();
      this.renewals.clear();
      this.clearedAt = tags.now();
      await this.store?.clear();
    },
  };
}
