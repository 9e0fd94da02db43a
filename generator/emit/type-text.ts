import type { ApiModel, TypeModel } from "../model/model.js";
import type { Identifier } from "../model/identifiers.js";
import { literal, stringLiteral } from "./encode.js";
import type { Imports } from "./imports.js";

/** Where the modules of the output import from each other. */
export interface Modules {
  readonly runtime: string;
  readonly types: string;
  readonly models: string;
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
      case "literal":
        return literal(type.value);
      case "primitive":
        return type.name === "BinaryBody" ? this.#imports.type(this.#modules.runtime, "BinaryBody") : type.name;
      case "indexed":
        return this.#indexed(type.path);
    }
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
