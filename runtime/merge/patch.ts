import { isObject, type JsonObject, names, property, same, writable } from "./json.js";
import { type Leaf, type PathPattern, ruleFor, rulesBelow } from "./paths.js";

/** A JSON Merge Patch for a `T`: the fields to set; `null` removes one (RFC 7396). */
export type MergePatch<T> = unknown extends T
  ? unknown
  : T extends Leaf | readonly unknown[]
    ? T
    : T extends object
      ? { [Name in keyof T]?: MergePatch<T[Name]> | null }
      : T;

/**
 * The JSON Merge Patch that turns `from` into `to`: the fields that differ, and `null` for removed ones. The format cannot
 * express that a field *becomes* `null`; such a field is `null` in the patch too, and {@link isExactPatch} detects it.
 * Most servers with a nullable field will set it to `null`.
 */
export function mergePatch<T>(from: T, to: T): MergePatch<T> {
  return difference(from, to) as MergePatch<T>;
}

function difference(from: unknown, to: unknown): unknown {
  if (!isObject(from) || !isObject(to)) return to;
  const changes: [string, unknown][] = [];
  for (const name of names(from, to)) {
    const [before, after] = [property(from, name), property(to, name)];
    if (!same(before, after)) changes.push([name, after === undefined ? null : difference(before, after)]);
  }
  return Object.fromEntries(changes);
}

/** Applies a JSON Merge Patch (RFC 7396, 2). `target` is not changed. */
export function applyMergePatch<T>(target: T, patch: MergePatch<NoInfer<T>>): T {
  return patched(target, patch) as T;
}

function patched(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else if (value !== undefined) result.set(name, patched(result.get(name), value));
  }
  return Object.fromEntries(result);
}

/** Whether `mergePatch(from, to)` is exact: applied to `from` it yields `to`, with every `null`. */
export function isExactPatch<T>(from: T, to: T): boolean {
  return same(patched(from, difference(from, to)), to);
}

/**
 * The body of a PATCH that saves the result of {@link merge3}: each top-level field that differs from the server's,
 * complete, as most frameworks expect it, without read-only parts. `{}` means that there is nothing to save. A removed
 * field is `null`, because a PATCH cannot express removal in another way.
 */
export function patchBody<T extends object>(
  theirs: T,
  merged: T,
  options: { readonly readOnly?: readonly PathPattern<NoInfer<T>>[] | undefined } = {},
): Partial<T> {
  const rules = (options.readOnly ?? []).map((pattern) => ruleFor(pattern, { readOnly: true }));
  const [before, after] = [theirs, merged] as unknown as [JsonObject, JsonObject];
  const body: [string, unknown][] = [];
  for (const name of names(before, after)) {
    const below = rulesBelow(rules, name);
    if (same(property(before, name), property(after, name), below)) continue;
    const to = writable(property(after, name), below) ?? null;
    if (to !== null || property(before, name) !== null) body.push([name, to]);
  }
  return Object.fromEntries(body) as Partial<T>;
}
