import { exec } from "jsonpath-rfc9535";
import { ConfigError } from "../diagnostics.js";
import { isRecord, type JsonObject, own } from "../load/pointer.js";
import { list } from "../model/reader.js";
import { unshared } from "../rewrite/compare.js";
import { mergeInto } from "../rewrite/merge.js";
import type { Overlay, OverlayAction } from "./overlay.js";

/**
 * Checks what a file says against the Overlay Specification 1.0, section 4.4.
 *
 * @throws {ConfigError} naming the action.
 */
export function checkOverlay(value: unknown, name: string): Overlay {
  const fail = (problem: string): never => {
    throw new ConfigError(`${name}: ${problem}`);
  };
  const version = own(value, "overlay");
  if (typeof version !== "string") return fail("is not an overlay: it has no `overlay: 1.0.0`.");
  if (!/^1\.0\.\d+$/.test(version)) fail(`overlay ${version} is not supported; 1.0 is.`);
  const info = own(value, "info");
  for (const key of ["title", "version"])
    if (typeof own(info, key) !== "string") fail(`info.${key} is missing, or no text.`);
  const actions = own(value, "actions");
  if (!Array.isArray(actions) || actions.length === 0) fail("actions is missing, or empty.");
  for (const [index, action] of list(actions).entries()) {
    if (typeof own(action, "target") !== "string") fail(`actions[${index}].target is missing, or no text.`);
    if (own(action, "update") === undefined && own(action, "remove") === undefined)
      fail(`actions[${index}] has neither update nor remove.`);
  }
  return value as Overlay;
}

/** What an action of an overlay did not find. */
export interface Applied {
  readonly value: JsonObject;
  /** Indices of the actions whose target selected nothing, where that is no removal. */
  readonly unmatched: readonly number[];
}

/**
 * The document with the overlay applied, action by action; the one given is left as it is.
 *
 * @throws {ConfigError} for a target that is no JSONPath, or selects what cannot be updated.
 */
export function applyOverlay(document: JsonObject, overlay: Overlay, name: string): Applied {
  const value = unshared(document);
  const unmatched: number[] = [];
  for (const [index, action] of overlay.actions.entries()) {
    const matches = select(value, action, `${name}: actions[${index}]`);
    if (action.remove === true) remove(value, matches);
    else {
      if (matches.length === 0) unmatched.push(index);
      for (const { node } of matches) update(node, action.update, `${name}: actions[${index}]`);
    }
  }
  return { value, unmatched };
}

interface Match {
  readonly node: unknown;
  readonly path: readonly (string | number)[];
}

function select(value: JsonObject, { target }: OverlayAction, name: string): Match[] {
  const found: Match[] = [];
  try {
    exec(
      value as Parameters<typeof exec>[0],
      target,
      (node, path) => void found.push({ node, path: path.map(unescaped) }),
    );
  } catch (cause) {
    throw new ConfigError(`${name}.target is no JSONPath: ${(cause as Error).message.split("\n")[0]}`, { cause });
  }
  return found;
}

/** jsonpath-rfc9535 gives names as normalised paths write them (RFC 9535, section 2.7). */
const unescaped = (segment: string | number): string | number =>
  typeof segment === "number"
    ? segment
    : segment.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_, code: string | undefined, char: string) =>
        code === undefined ? (controls.get(char) ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
      );

const controls: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["t", "\t"],
  ["n", "\n"],
  ["f", "\f"],
  ["r", "\r"],
]);

/** From the last to the first: indices before a removed one keep their meaning. */
function remove(root: JsonObject, matches: readonly Match[]): void {
  const ordered = matches.toSorted((a, b) => Number(b.path.at(-1)) - Number(a.path.at(-1)) || 0);
  for (const { path, node } of ordered) {
    let owner: unknown = root;
    for (const segment of path.slice(0, -1)) owner = (owner as Record<string | number, unknown> | undefined)?.[segment];
    const last = path.at(-1);
    if (Array.isArray(owner)) {
      if (owner[last as number] === node) owner.splice(last as number, 1);
    } else if (isRecord(owner)) delete owner[last as string];
  }
}

function update(node: unknown, value: unknown, name: string): void {
  // Overlay 1.0, section 4.4.3.1: an entry is appended to a list, properties are merged into an object.
  if (Array.isArray(node)) node.push(unshared(value));
  else if (isRecord(node) && isRecord(value)) mergeInto(node, value);
  else
    throw new ConfigError(
      `${name}: ${isRecord(node) ? "update is no object, but its target is one" : "its target is neither an object nor a list"}.`,
    );
}
