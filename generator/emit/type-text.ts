import type { ApiModel, Difference, TypeModel } from "../model/model.js";
import type { Identifier } from "../model/identifiers.js";
import { literal, stringLiteral, typeKey } from "./encode.js";
import type { Imports } from "./imports.js";
import { generic, render, typeObject } from "./layout.js";

/** Where the modules of the output import from each other. */
export interface Modules {
  readonly runtime: string;
  readonly types: string;
  readonly models: string;
  readonly security: string;
}

/** Prints a {@link TypeModel}, asking for the imports it needs. */
export class TypePrinter {
  readonly #imports: Imports;
  readonly #modules: Modules;
  readonly #writeNames: ReadonlyMap<string, Identifier>;

  constructor(model: ApiModel, imports: Imports, modules: Modules) {
    this.#imports = imports;
    this.#modules = modules;
    this.#writeNames = new Map(model.schemas.flatMap(({ name, writeName }) => (writeName ? [[name, writeName]] : [])));
  }

  print(type: TypeModel): string {
    switch (type.kind) {
      case "named": {
        const name = type.mode === "write" ? (this.#writeNames.get(type.name) ?? type.name) : type.name;
        return this.#imports.type(this.#modules.models, name);
      }
      case "array": {
        const items = this.print(type.items);
        return type.items.kind === "union" ? `(${items})[]` : `${items}[]`;
      }
      case "union":
        return [...new Set(type.members.map((member) => this.print(member)))].join(" | ");
      case "record":
        return `Record<string, ${this.print(type.values)}>`;
      case "adjusted":
        return adjusted(this.print(type.base), type.difference, this, 0);
      case "literal":
        return literal(type.value);
      case "primitive":
        return type.name === "BinaryBody" ? this.#imports.type(this.#modules.runtime, "BinaryBody") : type.name;
      case "indexed":
        return this.#indexed(type.path);
    }
  }

  /** The local name of the runtime's `Without`. */
  without(): string {
    return this.#imports.type(this.#modules.runtime, "Without");
  }

  #indexed(path: Extract<TypeModel, { kind: "indexed" }>["path"]): string {
    const [root, ...keys] = path;
    let text = this.#imports.type(this.#modules.types, root as string);
    for (const key of keys) {
      const name = typeof key === "string" ? key : key.nonNullable;
      const index = /^\d+$/.test(name) && path.includes("responses") ? name : stringLiteral(name);
      text = typeof key === "string" ? `${text}[${index}]` : `NonNullable<${text}[${index}]>`;
    }
    return text;
  }
}

/** `Omit<base, "id"> & { file: Blob }`, starting at `column`. */
export function adjusted(base: string, difference: Difference, types: TypePrinter, column: number): string {
  const names = [...difference.omitted, ...difference.replaced.map(({ property }) => property)].map(stringLiteral);
  if (names.length === 0) return base;
  const members = difference.replaced.map(
    ({ property, optional, type }) => `${typeKey(property)}${optional ? "?" : ""}: ${types.print(type)}`,
  );
  const keys = names.join(" | ");
  // Omit would drop every name beside an index signature.
  const without = difference.open ? types.without() : "Omit";
  const omit = render(generic(without, [base, keys.length < 94 ? keys : `| ${names.join("\n  | ")}`]), 0, column);
  const lastLine = omit.includes("\n") ? omit.slice(omit.lastIndexOf("\n") + 1) : " ".repeat(column) + omit;
  return members.length === 0 ? omit : `${omit} & ${render(typeObject(members), 0, lastLine.length + 3)}`;
}
