import { writable } from "../merge/json.js";
import { mergePatch, patchBody } from "../merge/patch.js";
import type { StateChangeOperation } from "../operation.js";
import { type MergeRules, readOnlyRules } from "./state.js";

/** The body that saves a value where the caller does not make it. */
export function defaultBody<T>(
  { method, body = {} }: StateChangeOperation,
  contentType: string | undefined,
  rules: MergeRules<T>,
): (value: T, base: T) => unknown {
  const ignored = readOnlyRules(rules);
  if (method !== "PATCH") return (value) => writable(value, ignored);
  const [type = ""] = (contentType ?? Object.keys(body)[0] ?? "").split(";");
  // RFC 7396, 2: there, what is absent from an object inside stays; `null` removes it.
  if (type.trim().toLowerCase() === "application/merge-patch+json")
    return (value, base) => mergePatch(writable(base, ignored), writable(value, ignored));
  return (value, base) => patchBody(base as object, value as object, rules as never);
}
