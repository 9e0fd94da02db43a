import { InvalidResponseError, UsageError } from "../errors.js";
import type { BodyCheck } from "../pipeline.js";
import { entries } from "../wire/parameters.js";

/** The part of a zod schema (or any other) that validation needs. */
export interface Schema {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: unknown };
}

/** Schemas by operation id; `generated/validation.ts` exports one for every operation, and all of them. */
export type ValidationSchemas = Readonly<
  Record<string, { readonly body?: Schema; readonly responses?: Readonly<Record<string, Schema>> }>
>;

/**
 * Switches validation on for a client: `createClient({ validate: validateBodies(validation) })`, with all
 * schemas of `generated/validation.ts` or with the few that matter; the others are not bundled.
 */
export function validateBodies(
  schemas: ValidationSchemas,
  options: { readonly requests?: boolean; readonly responses?: "throw" | "warn" | false } = {},
): BodyCheck {
  return {
    request({ id, body: encoders }, { body, contentType }) {
      const schema = options.requests === false ? undefined : schemas[id]?.body;
      if (!schema || body === undefined) return;
      // `undefined` fields are not sent, so they are not looked at either.
      const type = contentType ?? Object.keys(encoders ?? {})[0] ?? "";
      const sent: unknown = type.endsWith("json")
        ? JSON.parse(JSON.stringify(body))
        : Object.fromEntries(entries(body as object));
      const { success, error } = schema.safeParse(sent);
      if (!success)
        throw new UsageError("invalid-body", `${id}: the request body is not what the document asks for.`, {
          cause: error,
        });
    },
    response({ id }, answer) {
      const responses = options.responses === false ? undefined : schemas[id]?.responses;
      const schema = responses?.[answer.status] ?? responses?.[`${Math.floor(answer.status / 100)}XX`];
      const checked = schema?.safeParse(answer.data);
      if (!checked || checked.success) return;
      const message = `${id}: the body of the ${answer.status} is not what the document promises.`;
      if (options.responses === "warn") console.warn(message, checked.error);
      else throw new InvalidResponseError(message, answer, { cause: checked.error });
    },
  };
}
