import type { TransformOptions } from "../config/resolved.js";
import type { Identifier } from "../model/identifiers.js";
import type { ApiModel, Mode } from "../model/model.js";
import { propertyKey, stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { array, call, type Doc, object, render } from "./layout.js";
import { SchemaTypes } from "./schema-types.js";
import { printFile } from "./source-file.js";
import { type Plan, type Scalar, TransformPlans } from "./transform-plan.js";
import type { Modules } from "./type-text.js";

/** A schema in one of its forms. */
interface Form {
  readonly name: Identifier;
  readonly schema: ApiModel["schemas"][number]["schema"];
  readonly mode: Mode;
}

/**
 * `transforms.ts`: for each component schema that holds dates or 64-bit integers, the type of its values, and a
 * transform under the schema's name between them and JSON.
 */
export function emitTransforms(model: ApiModel, modules: Modules, options: TransformOptions): string {
  const plans = new TransformPlans(model, options);
  const forms = model.schemas
    .flatMap(({ name, form, writeName, writeForm, schema }): Form[] => [
      { name, schema, mode: form },
      ...(writeName ? [{ name: writeName, schema, mode: writeForm }] : []),
    ])
    .filter(({ schema }) => plans.plan(schema));
  const names = new Set(forms.map(({ name }) => name));
  const imports = new Imports(["models", ...names, ...forms.map(({ name }) => valuesOf(name))]);
  if (forms.length === 0) return printFile(imports, ["export {};"]);
  const temporal = temporalOf(imports, options, names);
  const types = valueTypes(model, plans, temporal.type);
  const writeNames = new Map(model.schemas.map(({ name, writeName = name }) => [name, writeName]));
  const transform = imports.type(modules.runtime, "NamedTransform");
  const build = imports.value(modules.runtime, "transformOf");
  const statements = forms.map(({ name, schema, mode }) => {
    const nameOf = (reference: Identifier): Identifier => (mode === "read" ? reference : writeNames.get(reference)!);
    const printer = new PlanPrinter(imports, modules.runtime, temporal.value, nameOf);
    const type = `export type ${valuesOf(name)} = `;
    const start = `export const ${name}: ${transform}<models.${name}, ${valuesOf(name)}> =`;
    const value = render([`/* @__PURE__ */ ${build}(() => `, printer.print(plans.plan(schema)!), ")"], 2, 2);
    return [
      `/** {@link models.${name}}, its values converted. */\n${type}${render(types.print(schema, mode), 0, type.length)};`,
      `${start}\n  ${value};`,
    ].join("\n\n");
  });
  const header = `import type * as models from ${stringLiteral(modules.models)};`;
  return printFile(imports, [header, ...statements]);
}

const valuesOf = (name: Identifier): string => `${name}Values`;

/** The types of values: what a plan converts is another type, and the rest is that of `models.ts`. */
function valueTypes(model: ApiModel, plans: TransformPlans, temporal: string): SchemaTypes {
  const json = new SchemaTypes(model, (name) => `models.${name}`);
  const types: Readonly<Record<Scalar, string>> = {
    dateTimeAsDate: "Date",
    dateTimeAsInstant: `${temporal}.Instant`,
    dateAsPlainDate: `${temporal}.PlainDate`,
    int64AsBigint: "bigint",
    int64TextAsBigint: "bigint",
  };
  return new SchemaTypes(model, valuesOf, (schema, mode) => {
    const plan = plans.plan(schema);
    if (plan === undefined) return json.print(schema, mode);
    // Of a union with null, too, the plan may be that of its only value.
    return plan.kind === "scalar" && (schema.kind === "string" || schema.kind === "number")
      ? types[plan.scalar]
      : undefined;
  });
}

/** What the file calls `Temporal`. The global is asked for when a transform is first used, not when the file is loaded. */
function temporalOf(
  imports: Imports,
  { dates }: TransformOptions,
  names: ReadonlySet<string>,
): { readonly type: string; readonly value: () => string } {
  if (dates === undefined || dates === "Date") return { type: "", value: () => "" };
  if (dates !== "Temporal") {
    const local = imports.value(dates, "Temporal");
    return { type: local, value: () => local };
  }
  const global = names.has("Temporal") ? "globalThis.Temporal" : "Temporal";
  return { type: global, value: () => global };
}

/** Prints a plan as calls of the runtime's converters. */
class PlanPrinter {
  readonly #imports: Imports;
  readonly #runtime: string;
  readonly #temporal: () => string;
  readonly #nameOf: (reference: Identifier) => Identifier;

  constructor(
    imports: Imports,
    runtime: string,
    temporal: () => string,
    nameOf: (reference: Identifier) => Identifier,
  ) {
    this.#imports = imports;
    this.#runtime = runtime;
    this.#temporal = temporal;
    this.#nameOf = nameOf;
  }

  print(plan: Plan): Doc {
    switch (plan.kind) {
      case "scalar": {
        const converter = this.#use(plan.scalar);
        return /Instant|PlainDate/.test(plan.scalar) ? call(converter, [this.#temporal()]) : converter;
      }
      case "reference":
        return call(this.#use("transformBy"), [this.#nameOf(plan.name)]);
      case "object": {
        const others = plan.others ? [this.print(plan.others)] : [];
        return call(this.#use("objectOf"), [object(this.#members(plan.members)), ...others]);
      }
      case "list": {
        const places = plan.places.length > 0 ? [array(plan.places.map((place) => this.#printed(place)))] : [];
        return call(this.#use("listOf"), [this.#printed(plan.items), ...places]);
      }
      case "either":
        return call(
          this.#use("eitherOf"),
          plan.members.map((member) => this.print(member)),
        );
      case "variants":
        return call(this.#use("variantsOf"), [stringLiteral(plan.property), object(this.#members(plan.variants))]);
    }
  }

  readonly #members = (members: readonly (readonly [string, Plan])[]): Doc[] =>
    members.map(([name, plan]) => [`${propertyKey(name)}: `, this.print(plan)]);

  readonly #printed = (plan: Plan | undefined): Doc => (plan ? this.print(plan) : "undefined");

  #use(name: string): string {
    return this.#imports.value(this.#runtime, name);
  }
}
