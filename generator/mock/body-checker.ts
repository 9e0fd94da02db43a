import * as z from "zod";
import { render } from "../emit/layout.js";
import { ZodPrinter } from "../emit/zod-printer.js";
import { zodDialects } from "../emit/zod-dialect.js";
import { zodHelper } from "../emit/zod-helpers.js";
import type { ApiModel, Mode, SchemaModel } from "../model/model.js";

/**
 * The zod schemas that the client validates with: the expressions of `generator/emit/zod-printer.ts`, each
 * evaluated when it is first used. Document text is in them through the emitter's encoders only.
 */
export class BodyChecker {
  readonly #printer: ZodPrinter;
  /** What the expressions call `schemas`: a component schema by the name it has in the output. */
  readonly #schemas: Record<string, z.ZodType> = {};
  readonly #built = {
    read: new WeakMap<SchemaModel, z.ZodType>(),
    write: new WeakMap<SchemaModel, z.ZodType>(),
    upload: new WeakMap<SchemaModel, z.ZodType>(),
  };

  constructor(model: ApiModel) {
    this.#printer = new ZodPrinter(model, zodDialects.zod, (name) => `schemas.${name}`);
    for (const { name, form, writeName, writeForm, schema } of model.schemas) {
      this.#define(name, schema, form);
      if (writeName !== undefined) this.#define(writeName, schema, writeForm);
    }
  }

  /** The zod schema of what is read, or of what is sent. */
  of(schema: SchemaModel, mode: Mode): z.ZodType {
    let built = this.#built[mode].get(schema);
    if (!built) {
      built = this.#evaluate(render(this.#printer.print(schema, mode)));
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

  #define(name: string, schema: SchemaModel, mode: Mode): void {
    // Lazy, as in the output: schemas refer to each other, and most are never asked for.
    const lazy = z.lazy(() => this.of(schema, mode));
    Object.defineProperty(this.#schemas, name, { value: lazy, enumerable: true });
  }

  #evaluate(expression: string): z.ZodType {
    // oxlint-disable-next-line no-implied-eval -- our own output, as `import "./schemas.js"` would run it
    const build = new Function("z", "schemas", "uniqueItems", `"use strict"; ${HELPERS} return ${expression};`) as (
      zod: typeof z,
      schemas: Readonly<Record<string, z.ZodType>>,
      unique: typeof uniqueItems,
    ) => z.ZodType;
    return build(z, this.#schemas, uniqueItems);
  }
}

const HELPERS = `${zodHelper("integer", zodDialects.zod)}\n${zodHelper("dateTime", zodDialects.zod)}\n`;

/** The helper that `schemas.ts` declares beside its schemas. */
function uniqueItems(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item))).size === items.length;
}
