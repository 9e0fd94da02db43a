import { isObject } from "../merge/json.js";
import type { Change, CreationAttempt } from "../pipeline.js";

/**
 * Everything that a request consists of, as text; `undefined` if it contains a value without a text form, such as a
 * file, and for changes that are not the same although they are equal: two edits that both write 6 for 5 are two
 * increments.
 */
export function identityOf(call: Change | CreationAttempt): string | undefined {
  const { operation, request, options } = call;
  let comparable = options.verify !== false;
  const { ifMatch: _, ...parts } = request as Change["request"];
  const sent = "sent" in call ? call.sent : null;
  const text = JSON.stringify(
    [operation.id, sent, parts, options.headers, options.baseUrl],
    (_name, value: unknown) => {
      if (typeof value === "bigint") return `${value}n`;
      if (typeof value !== "object" || value === null || Array.isArray(value) || isObject(value)) return value;
      comparable = false;
      return undefined;
    },
  );
  return comparable ? text : undefined;
}

/** Whether two calls are one user's. A request that could not be put together is nobody's. */
export async function isSameCaller(one: Pick<Change, "prepared">, other: Pick<Change, "prepared">): Promise<boolean> {
  try {
    return (await one.prepared).caller === (await other.prepared).caller;
  } catch {
    // Whoever's request it is gets the error when it is sent.
    return false;
  }
}
