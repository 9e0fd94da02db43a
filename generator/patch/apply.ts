import { exec } from "jsonpath-rfc9535";
import { ConfigError } from "../diagnostics.js";
import { isRecord, type JsonObject } from "../load/pointer.js";
import { unshared } from "../rewrite/compare.js";
import { mergeInto } from "../rewrite/merge.js";
import type { Overlay, OverlayAction } from "./overlay.js";

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
