/** Holds the generated schemas of one document against ajv. */
import { isDeepStrictEqual } from "node:util";
import type { ValidateFunction } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import type { OutputFiles } from "../../../generator/emit/emit.js";
import type { JsonObject } from "../../../generator/load/pointer.js";
import type { NamedSchema } from "../../../generator/model/model.js";
import { InstanceMaker } from "./instances.js";
import { Converter, type Mode } from "./json-schema.js";
import { choices, readings } from "./readings.js";
import { loadSchemas, type ZodSchema } from "./zod-module.js";

export interface Comparison {
  schemas: number;
  instances: number;
  /** Of the instances, those that ajv accepts. */
  valid: number;
  /** Components for which no valid instance was found: little is known about them. */
  neverValid: string[];
  /** How often each reading of the table was needed. */
  readonly applied: Map<string, number>;
  /** A line each, with the smallest instance found. */
  disagreements: string[];
  /** A line for each schema that accepts an instance and hands back another one. */
  altered: string[];
}

export interface Subject {
  /** As it was before anything was made of it. */
  readonly root: JsonObject;
  readonly schemas: readonly NamedSchema[];
  readonly files: OutputFiles;
}

export async function compare({ root, schemas, files }: Subject, seed: number, runs: number): Promise<Comparison> {
  const zod = await loadSchemas(files);
  const result: Comparison = {
    schemas: 0,
    instances: 0,
    valid: 0,
    neverValid: [],
    applied: new Map(),
    disagreements: [],
    altered: [],
  };
  for (const mode of ["read", "write"] as const) {
    const exact = new Converter(root, mode, readings);
    const choosing = new Converter(root, mode, [...choices, ...readings]);
    const letter = new Converter(
      root,
      mode,
      readings.filter(({ accepts }) => accepts === "less"),
    );
    const [exactly, generously, byLetter] = [exact.validators(), choosing.validators(), letter.validators()];
    const maker = new InstanceMaker(exact.definitions);
    for (const { key, at, name } of emitted(schemas, mode)) {
      const schema = zod[name]!;
      let altered: string | undefined;
      const [expected, most, least] = [exactly(at), generously(at), byLetter(at)];
      let valid = 0;
      const property = fc.property(maker.instances(exact.refOf(at)), (instance) => {
        result.instances++;
        const verdict = expected(instance);
        if (verdict) valid++;
        const { verdict: ours, data } = ask(schema, instance);
        if (ours === true && !isDeepStrictEqual(data, instance)) altered ??= JSON.stringify(instance);
        // The same verdict; and whatever a reading leaves unchecked, nothing that the letter accepts is refused.
        return (ours === verdict || ours === most(instance)) && (ours === true || !least(instance));
      });
      const outcome = fc.check(property, { seed, numRuns: runs });
      result.schemas++;
      if (altered !== undefined) result.altered.push(`${key} (${mode}) alters ${altered.slice(0, 300)}`);
      result.valid += valid;
      if (valid === 0) result.neverValid.push(key);
      if (!outcome.failed) continue;
      const instance = outcome.counterexample?.[0];
      const verdicts = `ajv ${String(expected(instance))}, to the letter ${String(least(instance))}, zod ${String(ask(schema, instance).verdict)}`;
      result.disagreements.push(
        `${key} (${mode}): ${verdicts} for ${JSON.stringify(instance)?.slice(0, 400)}: ${reasonOf(schema, expected, instance).slice(0, 300)}`,
      );
    }
    for (const [reading, count] of exact.applied)
      result.applied.set(reading, (result.applied.get(reading) ?? 0) + count);
  }
  return result;
}

/** What the one that refuses has to say. */
function reasonOf(schema: ZodSchema, validate: ValidateFunction, instance: unknown): string {
  if (validate(instance) !== true)
    return validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`).join(", ") ?? "";
  return ask(schema, instance).verdict === false ? schema.safeParse(instance).error!.message.replace(/\s+/g, " ") : "";
}

/** The schemas of one direction: under its own name, or under the name of its written form. */
export function emitted(schemas: readonly NamedSchema[], mode: Mode): { key: string; at: string; name: string }[] {
  return schemas.flatMap(({ key, at, name, form, writeName }) => {
    const own = form === mode ? name : mode === "write" ? writeName : undefined;
    return own === undefined ? [] : [{ key, at, name: own }];
  });
}

/** zod's verdict and what it hands back; what it throws is a third verdict, which agrees with nothing. */
export function ask(schema: ZodSchema, instance: unknown): { verdict: boolean | string; data?: unknown } {
  try {
    const { success, data } = schema.safeParse(instance);
    return { verdict: success, data };
  } catch (error) {
    return { verdict: `throws ${(error as Error).message}` };
  }
}
