import { camelWords } from "../model/identifiers.js";

/** `import { name as alias, type other } from "module"`. */
export interface ImportStructure {
  readonly moduleSpecifier: string;
  readonly isTypeOnly: boolean;
  readonly namedImports: readonly { readonly name: string; readonly isTypeOnly: boolean; readonly alias?: string }[];
}

/**
 * The imports of one file. Emitters ask for a symbol and print the local name they get; the import
 * statements follow from what was asked for, sorted. A name the file declares itself is aliased.
 */
export class Imports {
  /** Local names that are given away: what the file declares, and what it imports already. */
  readonly #taken: Set<string>;
  readonly #modules = new Map<string, Map<string, { local: string; type: boolean }>>();

  constructor(declared: Iterable<string> = []) {
    this.#taken = new Set(declared);
  }

  value(module: string, name: string): string {
    return this.#use(module, name, false);
  }

  type(module: string, name: string): string {
    return this.#use(module, name, true);
  }

  #use(module: string, name: string, type: boolean): string {
    const names = this.#modules.get(module) ?? new Map<string, { local: string; type: boolean }>();
    this.#modules.set(module, names);
    const known = names.get(name);
    if (known) {
      if (!type) known.type = false;
      return known.local;
    }
    let local = name;
    for (let serial = 1; this.#taken.has(local); serial++)
      local = alias(module, name, type) + (serial > 1 ? String(serial) : "");
    this.#taken.add(local);
    names.set(name, { local, type });
    return local;
  }

  structures(): ImportStructure[] {
    return [...this.#modules]
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([moduleSpecifier, names]) => {
        const sorted = [...names].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
        const isTypeOnly = sorted.every(([, { type }]) => type);
        return {
          moduleSpecifier,
          isTypeOnly,
          namedImports: sorted.map(([name, { local, type }]) => ({
            name,
            isTypeOnly: type && !isTypeOnly,
            ...(local !== name && { alias: local }),
          })),
        };
      });
  }
}

/** `Client as RuntimeClient`, `create as runtimeCreate`, `Client as ClientModel`. */
function alias(module: string, name: string, type: boolean): string {
  if (type && module.startsWith(".") && !module.includes("runtime/")) return `${name}Model`;
  // The file of another namespace: `ordersGetOperation`.
  const from =
    module.startsWith(".") && !module.includes("runtime/")
      ? camelWords(module.replace(/^.*\/|\.\w+$/g, ""))
      : "runtime";
  return `${type ? "Runtime" : from}${name[0]!.toUpperCase()}${name.slice(1)}`;
}

const rank = (module: string): number => (module.startsWith(".") ? 1 : 0);
