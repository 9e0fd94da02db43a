/** Holds instances of many schemas against their types: one program for all, a line for each instance. */
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { propertyKey, stringLiteral } from "../../../generator/emit/encode.js";
import { isRecord, own } from "../../../generator/load/pointer.js";
import { ask, emitted, type Subject } from "./compare.js";
import { InstanceMaker } from "./instances.js";
import { Converter } from "./json-schema.js";
import { readings } from "./readings.js";
import { beyondTypes, unsaid } from "./type-readings.js";
import { loadSchemas } from "./zod-module.js";

export interface Claim {
  /** Schema and direction, for a message. */
  readonly about: string;
  /** The exported type. */
  readonly type: string;
  readonly instance: unknown;
  /** Whether the instance is to compile. */
  readonly compiles: boolean;
}

export interface Claims {
  readonly claims: readonly Claim[];
  /** Instances on which zod says something else. */
  readonly disagreements: readonly string[];
}

/** Instances of every schema that are to compile, or not to, as ajv says. */
export async function claimsOf({ root, schemas, files }: Subject, seed: number, each: number): Promise<Claims> {
  const zod = await loadSchemas(files);
  const claims: Claim[] = [];
  const disagreements: string[] = [];
  for (const mode of ["read", "write"] as const) {
    // To the letter or less, and no more than a type accepts; and what no type can refuse. Instances that lie
    // between the two prove nothing.
    const letter = readings.filter(({ accepts }) => accepts === "less");
    const accepted = new Converter(root, mode, [...letter, ...beyondTypes(mode)]).validators();
    // Turned round, by `oneOf` or `not`, less is more.
    const exactly = new Converter(root, mode, readings).validators();
    const looser = new Converter(root, mode, [...readings, ...unsaid(mode)]);
    const refused = looser.validators(true);
    const maker = new InstanceMaker(looser.definitions);
    for (const { key, at, name } of emitted(schemas, mode)) {
      const [accepts, refuses] = [accepted(at), refused(at)];
      const seen = new Set<string>();
      const taken = { true: 0, false: 0 };
      for (const instance of fc.sample(maker.instances(looser.refOf(at)), { seed, numRuns: each * 8 })) {
        const compiles =
          accepts(instance) === true && exactly(at)(instance) === true
            ? true
            : isTold(refuses, instance)
              ? false
              : undefined;
        const text = print(instance);
        if (compiles === undefined || seen.has(text) || taken[`${compiles}`] >= each) continue;
        seen.add(text);
        taken[`${compiles}`]++;
        const about = `${key} (${mode})`;
        claims.push({ about, type: name, instance, compiles });
        const { verdict } = ask(zod[name]!, instance);
        if (verdict !== compiles) disagreements.push(`${about}: zod says ${String(verdict)} of ${text.slice(0, 300)}`);
      }
    }
  }
  return { claims, disagreements };
}

/** Keywords that a type says, and those that only pass on what the schemas below them say. */
const told = new Set(["required", "type", "enum", "const"]);
const passing = new Set(["anyOf", "oneOf", "if"]);

/** Whether an instance is refused for what a type can say, and for that alone. */
function isTold(validate: ValidateFunction, instance: unknown): boolean {
  if (validate(instance)) return false;
  const errors = validate.errors ?? [];
  return errors.some(({ keyword }) => told.has(keyword)) && errors.every(isTellable);
}

function isTellable({ keyword, params, data }: ErrorObject): boolean {
  if (keyword === "oneOf") return own(params, "passingSchemas") === null;
  // A type has numbers, with or without a fraction.
  if (keyword === "type") return !(typeof data === "number" && [own(params, "type")].flat().includes("integer"));
  return told.has(keyword) || passing.has(keyword);
}

/** A module that passes each instance to its type, on a line of its own from `firstLine` on. */
export function printClaims(claims: readonly Claim[], module: string): { text: string; firstLine: number } {
  // Inferred under the constraint: literals stay literals, arrays are no unions, and other names are allowed.
  const head = [
    `import type * as models from ${stringLiteral(module)};`,
    "declare function check<T>(): <const I extends T>(instance: I) => void;",
    "declare const blob: Blob;",
  ];
  const lines = claims.map(({ type, instance }) => `check<models.${type}>()(${print(instance)});`);
  return { text: [...head, ...lines].join("\n"), firstLine: head.length + 1 };
}

/** An instance as an expression on one line. */
export function print(value: unknown): string {
  if (value instanceof Blob) return "blob";
  if (typeof value === "string") return stringLiteral(value).replace(/\p{Surrogate}/gu, "\ufffd");
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  if (isRecord(value))
    return `{ ${Object.entries(value)
      .map(([name, item]) => `${propertyKey(name)}: ${print(item)}`)
      .join(", ")} }`;
  return String(value);
}
