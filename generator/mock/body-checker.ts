import * as z from "zod";
import type { Identifier } from "../model/identifiers.js";
import type { ApiModel, Mode, SchemaModel } from "../model/model.js";
import { ZodBuilder } from "./zod-builder.js";

/** The zod schemas that the client validates with, each built when it is first used. */
export class BodyChecker {
  readonly #builder: ZodBuilder;
  /** Components by the name that a reference to them resolves to. */
  readonly #components = new Map<string, z.ZodType>();
  readonly #writeNames: ReadonlyMap<Identifier, Identifier>;
  readonly #built = {
    read: new WeakMap<SchemaModel, z.ZodType>(),
    write: new WeakMap<SchemaModel, z.ZodType>(),
    upload: new WeakMap<SchemaModel, z.ZodType>(),
  };

  constructor({ schemas }: Pick<ApiModel, "schemas">) {
    const named = new Map(schemas.map(({ name, schema }) => [name, schema]));
    this.#writeNames = new Map(
      schemas.flatMap(({ name, writeName }) => (writeName === undefined ? [] : [[name, writeName] as const])),
    );
    this.#builder = new ZodBuilder(named, (name, mode) => this.#component(name, mode));
    for (const { name, form, writeName, writeForm, schema } of schemas) {
      // Lazy, as in the output: schemas refer to each other, and most are never asked for.
      this.#components.set(
        name,
        z.lazy(() => this.of(schema, form)),
      );
      if (writeName !== undefined)
        this.#components.set(
          writeName,
          z.lazy(() => this.of(schema, writeForm)),
        );
    }
  }

  /** The zod schema of what is read, or of what is sent. */
  of(schema: SchemaModel, mode: Mode): z.ZodType {
    let built = this.#built[mode].get(schema);
    if (!built) {
      built = this.#builder.build(schema, mode);
      this.#built[mode].set(schema, built);
    }
    return built;
  }

  /** Whether `value` may be read where `schema` stands. */
  accepts(schema: SchemaModel, value: unknown): boolean {
    return this.issues(schema, "read", value).length === 0;
  }

  /** What is wrong with a value; nothing where nothing is. */
  issues(schema: SchemaModel, mode: Mode, value: unknown): readonly z.core.$ZodIssue[] {
    try {
      return this.of(schema, mode).safeParse(value).error?.issues ?? [];
    } catch (error) {
      // A schema that contains itself (`A: allOf: [A]`) has no end, and says nothing about a value.
      if (error instanceof RangeError) return [];
      throw error;
    }
  }

  #component(name: Identifier, mode: Mode): z.ZodType {
    const resolved = mode === "read" ? name : (this.#writeNames.get(name) ?? name);
    return this.#components.get(resolved)!;
  }
}
