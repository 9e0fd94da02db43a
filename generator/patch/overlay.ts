import { basename } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { ParseError } from "../load/parse-error.js";
import { own } from "../load/pointer.js";
import { readBytes } from "../observed.js";
import { unshared } from "../rewrite/compare.js";
import { readValue } from "../rewrite/rewrite.js";

/** An OpenAPI Overlay 1.0 document. */
export interface Overlay {
  readonly overlay: string;
  readonly info: { readonly title: string; readonly version: string };
  /** Relative to the overlay. */
  readonly extends?: string;
  readonly actions: readonly OverlayAction[];
}

export interface OverlayAction {
  readonly target: string;
  readonly description?: string;
  readonly update?: unknown;
  readonly remove?: boolean;
}

/** @throws {ConfigError} for a file that cannot be read, or is no overlay. */
export function readOverlay(file: string): Overlay {
  let bytes: Buffer;
  try {
    bytes = readBytes(file);
  } catch (cause) {
    throw new ConfigError(`The overlay ${file} could not be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return checkOverlay(unshared(readValue(bytes, file)), basename(file));
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const at = cause instanceof ParseError ? cause.diagnostic.at : undefined;
    if (typeof at === "object") throw new ConfigError((cause as Error).message, { cause, at });
    throw new ConfigError(`${basename(file)}: ${(cause as Error).message.split("\n")[0]}`, { cause });
  }
}

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
  if (!Array.isArray(actions) || actions.length === 0) return fail("actions is missing, or empty.");
  for (const [index, action] of (actions as unknown[]).entries()) {
    if (typeof own(action, "target") !== "string") fail(`actions[${index}].target is missing, or no text.`);
    if (own(action, "update") === undefined && own(action, "remove") === undefined)
      fail(`actions[${index}] has neither update nor remove.`);
  }
  return value as Overlay;
}
