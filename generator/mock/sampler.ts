import { sample } from "openapi-sampler";
import { followReference, isRecord, type JsonObject, own } from "../load/pointer.js";
import { boundedSchema } from "./bounded-schema.js";

type SampledSchema = Parameters<typeof sample>[0];

/** Samples of a document's schemas: their examples where they have some. The same schema, the same sample. */
export class Sampler {
  readonly #root: JsonObject;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  /** A value such as the schema describes; it may miss what only validation can tell. */
  value(schema: unknown): unknown {
    return this.#sample(schema, {});
  }

  /** A value as it would be if the document had no examples. */
  bare(content: JsonObject): unknown {
    return this.#sample(own(content, "schema"), {}, false);
  }

  /** The same as XML text. */
  xml(schema: unknown): string {
    const made = isRecord(schema) ? this.#sample(schema, { format: "xml" }) : undefined;
    return typeof made === "string" ? made : "<root/>";
  }

  /** Of one media type of a request or response: its own example, else a sample of its schema. */
  content(content: JsonObject): unknown {
    const example = own(content, "example");
    if (example !== undefined) return structuredClone(example);
    const examples = own(content, "examples");
    for (const value of isRecord(examples) ? Object.values(examples) : []) {
      const named = own(this.#resolved(value), "value");
      if (named !== undefined) return structuredClone(named);
    }
    return this.value(own(content, "schema"));
  }

  #resolved(value: unknown): unknown {
    const ref = own(value, "$ref");
    return typeof ref === "string" ? followReference(this.#root, ref) : value;
  }

  #sample(schema: unknown, more: { format?: "xml" }, hasExamples = true): unknown {
    const bounded = boundedSchema(this.#root, schema, hasExamples) as SampledSchema;
    // Patterns that the sampler cannot make text for are tried without; the value is mended afterwards.
    for (const enablePatterns of [true, false]) {
      try {
        return structuredClone(sample(bounded, { quiet: true, skipWriteOnly: true, enablePatterns, ...more }));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      }
    }
    return undefined;
  }
}
