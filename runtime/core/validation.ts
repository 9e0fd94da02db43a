import { InvalidResponseError, UsageError } from "../errors.js";
import type { BodyCheck } from "../pipeline.js";
import { entries } from "../wire/parameters.js";

/** The method of a zod schema (or any other schema) that validation needs. */
export interface Schema {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: unknown };
}

/** Schemas by operation id; `generated/validation.ts` exports one for every operation, and all of them. */
export type ValidationSchemas = Readonly<
  Record<string, { readonly body?: Schema; readonly responses?: Readonly<Record<string, Schema>> }>
>;

/**
 * Checks bodies against schemas: `createClient({ validate: validateBodies(validation) })`, with all schemas of
 * `generated/validation.ts`, or only some of them: the others are not bundled.
 */
export function validateBodies(
  schemas: ValidationSchemas,
  options: { readonly requests?: boolean; readonly responses?: "throw" | "warn" | false } = {},
): BodyCheck {
  return {
    request({ id, body: encoders }, { body, contentType }) {
      const schema = options.requests === false ? undefined : schemas[id]?.body;
      if (!schema || body === undefined) return;
      // `undefined` fields are not sent, so they are not checked.
      const type = contentType ?? Object.keys(encoders ?? {})[0] ?? "";
      const sent: unknown = type.endsWith("json")
        ? JSON.parse(JSON.stringify(body))
        : Object.fromEntries(entries(body as object));
      const { success, error } = schema.safeParse(sent);
      if (!success)
        throw new UsageError("invalid-body", `${id}: the request body does not match the schema in the document.`, {
          cause: error,
        });
    },
    response({ id }, response) {
      const responses = options.responses === false ? undefined : schemas[id]?.responses;
      const schema = responses?.[response.status] ?? responses?.[`${Math.floor(response.status / 100)}XX`];
      const checked = schema?.safeParse(response.data);
      if (!checked || checked.success) return;
      const message = `${id}: the body of the ${response.status} does not match the schema in the document.`;
      if (options.responses === "warn") console.warn(message, checked.error);
      else throw new InvalidResponseError(message, response, { cause: checked.error });
    },
  };
}
