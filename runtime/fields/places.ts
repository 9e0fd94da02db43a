/** The notations in which servers name the place of an error, as paths of steps. */

import { isObject, property } from "../merge/json.js";
import type { Step } from "../merge/paths.js";

/** The index of an item is a number, however it is written. */
export const stepOf = (name: string): Step => (/^(?:0|[1-9]\d{0,8})$/.test(name) ? Number(name) : name);

/**
 * The place that a server gives: `lines.0.qty`, `lines[0].qty`, `$.lines[0].qty`, a JSON pointer (RFC 6901, also as a
 * fragment), or a list of steps; `[]` for anything else.
 */
export function placeOf(place: unknown): Step[] {
  if (Array.isArray(place)) return place.flatMap(stepOfList);
  if (typeof place !== "string") return [];
  return /^#?\/|^#$/.test(place) ? pointed(place) : dotted(place);
}

/** A step as such, or as Standard Schema also has it: `{ key }`. */
function stepOfList(step: unknown): Step[] {
  const key = isObject(step) ? property(step, "key") : step;
  return typeof key === "string" || typeof key === "number" ? [key] : [];
}

/** Names separated by dots, indices and other names in brackets. `$` is the document itself (ASP.NET Core). */
export function dotted(text: string): Step[] {
  const steps = text.replace(/^\$(?=[.[]|$)/, "").matchAll(/\[(?:'([^']*)'|"([^"]*)"|([^[\]]*))\]|([^.[\]]+)/g);
  return [...steps].map(([, single, double, bare, name]) => single ?? double ?? stepOf(bare ?? name!));
}

/** RFC 6901: section 6 for the fragment, 4 for `~1` and `~0`. */
function pointed(pointer: string): Step[] {
  const text = pointer.startsWith("#") ? decoded(pointer.slice(1)) : pointer;
  return text
    .split("/")
    .slice(1)
    .map((name) => stepOf(name.replaceAll("~1", "/").replaceAll("~0", "~")));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all: the names are taken as they are.
    return text;
  }
}

/** Whether there is such a place in what was sent. */
export function isIn(sent: unknown, path: readonly Step[]): boolean {
  let at = sent;
  for (const step of path) {
    const own = nameIn(at, step);
    if (own === undefined) return false;
    at = (at as Record<Step, unknown>)[own];
  }
  return true;
}

/**
 * The path in the spelling of what was sent: `["Lines", 0, "UnitPrice"]` becomes `["lines", 0, "unit_price"]` where
 * these are its names. A step that is not there stays as it is, and so does all below it.
 */
export function asSent(path: readonly Step[], sent: unknown): Step[] {
  let at = sent;
  return path.map((step) => {
    const own = nameIn(at, step);
    at = own === undefined ? undefined : (at as Record<Step, unknown>)[own];
    return own ?? step;
  });
}

/** What `step` is called in `value`: by that very name, else by the only one that differs in case, `_` and `-` alone. */
function nameIn(value: unknown, step: Step): Step | undefined {
  if (Array.isArray(value)) return typeof step === "number" ? step : undefined;
  if (!isObject(value)) return undefined;
  const name = String(step);
  if (Object.hasOwn(value, name)) return name;
  const alike = Object.keys(value).filter((own) => letters(own) === letters(name));
  return alike.length === 1 ? alike[0] : undefined;
}

const letters = (name: string): string => name.replaceAll(/[_-]/g, "").toLowerCase();
