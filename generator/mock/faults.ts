import { ConfigError } from "../diagnostics.js";
import { suggest } from "../suggest.js";

/** How the server misbehaves; each is one that the field knows. */
export const faultNames = [
  /** Somebody else changes the resource right before the request is carried out. */
  "concurrent-edit",
  /** The change is carried out, and the answer is lost. */
  "drop-answer",
  /** Every tag comes with `W/`. */
  "weaken-tags",
  /** No answer carries a tag, as behind a proxy that removes it. */
  "hide-tags",
  /** Successful changes answer without a tag. */
  "no-tag-on-write",
  /** A failed precondition is answered with 409. */
  "409-for-412",
  /** A failed precondition is answered with a page, as proxies do. */
  "html-412",
] as const;

export type FaultName = (typeof faultNames)[number];

/**
 * The name of a fault, checked.
 *
 * @param option What it was given to, for the message.
 * @throws {ConfigError} for a name that no fault has.
 */
export function faultNamed(name: string, option: string): FaultName {
  const found = faultNames.find((one) => one === name);
  if (found) return found;
  throw new ConfigError(
    `${option} ${name}: unknown fault. Available faults: ${faultNames.join(", ")}.${suggest(name, faultNames)}`,
  );
}

/** Which faults are on. A `next` fault is consumed by the first request it affects. */
export class Faults {
  readonly #on = new Set<FaultName>();
  readonly #next: FaultName[] = [];

  constructor(names: Iterable<FaultName> = []) {
    for (const name of names) this.#on.add(name);
  }

  /** From now on. */
  on(...names: readonly FaultName[]): void {
    for (const name of names) this.#on.add(name);
  }

  /** No longer, waiting ones included. */
  off(...names: readonly FaultName[]): void {
    for (const name of names) this.#on.delete(name);
    const others = this.#next.filter((name) => !names.includes(name));
    this.#next.splice(0, Infinity, ...others);
  }

  /** Once each; the same name twice is two requests. */
  next(...names: readonly FaultName[]): void {
    this.#next.push(...names);
  }

  clear(): void {
    this.off(...faultNames);
  }

  get active(): { readonly on: readonly FaultName[]; readonly next: readonly FaultName[] } {
    return { on: [...this.#on], next: [...this.#next] };
  }

  /** Whether a request meets the fault; ask only where it changes something. */
  meets(name: FaultName): boolean {
    if (this.#on.has(name)) return true;
    const index = this.#next.indexOf(name);
    if (index >= 0) this.#next.splice(index, 1);
    return index >= 0;
  }
}
