import type { ApiModel, TypeModel } from "../model/model.js";
import type { Imports } from "./imports.js";
import { type Doc, generic, render, unionType } from "./layout.js";
import { SchemaTypes } from "./schema-types.js";

/** Where the modules of the output import from each other. */
export interface Modules {
  readonly runtime: string;
  readonly models: string;
  readonly security: string;
}

/** Prints a {@link TypeModel}, asking for the imports it needs. */
export class TypePrinter {
  readonly #imports: Imports;
  readonly #modules: Modules;
  readonly #schemas: SchemaTypes;

  constructor(model: ApiModel, imports: Imports, modules: Modules) {
    this.#imports = imports;
    this.#modules = modules;
    this.#schemas = new SchemaTypes(model, (name) => imports.type(modules.models, name));
  }

  /** The text of a type that begins at `column`. */
  print(type: TypeModel, column = 0): string {
    return render(this.doc(type), 0, column);
  }

  doc(type: TypeModel): Doc {
    switch (type.kind) {
      case "schema":
        return this.#schemas.print(type.schema, type.mode);
      case "union":
        return unionType([...new Map(type.members.map((one) => [this.print(one), this.doc(one)])).values()]);
      case "stream":
        return generic("AsyncIterable", [this.doc(type.item)]);
      case "primitive":
        return type.name === "BinaryBody" || type.name === "ServerSentEvent"
          ? this.#imports.type(this.#modules.runtime, type.name)
          : type.name;
    }
  }
}
