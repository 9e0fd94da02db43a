/** What a server says about the fields of a form, in the form that form libraries take. */

import { isObject, property } from "../merge/json.js";
import type { FieldError } from "./field-error.js";
import { asSent } from "./places.js";
import { read } from "./readers.js";

/** Reads the bodies of one API; `undefined` for a body that it does not know. */
export type ErrorReader = (body: unknown) => readonly FieldError[] | undefined;

/** Options of {@link fieldErrors}. */
export interface FieldErrorOptions {
  /**
   * The body that was sent, or the values of the form. Paths then take its spelling: a `UnitPrice` of the server becomes
   * `unit_price` or `unitPrice`, whichever is there.
   */
  readonly sent?: unknown;
  /** What the API calls the errors of the whole form, if not `non_field_errors` (NON_FIELD_ERRORS_KEY of Django REST framework). */
  readonly nonFieldErrorsKey?: string;
  /** Asked first, one after the other. */
  readonly readers?: readonly ErrorReader[];
}

/**
 * The errors of a failed result, of the error that `unwrap` throws for it, or of a bare body, by field; `[]` for `ok`.
 * Never throws, whatever the server sent, and is never empty for a failed result: where the body says nothing that a form
 * can show, there is one error of the whole form, with the result's message.
 */
export function fieldErrors(failure: unknown, options: FieldErrorOptions = {}): FieldError[] {
  if (failure instanceof Error) {
    return "result" in failure ? fieldErrors(failure.result, options) : ofError(failure, options);
  }
  if (!isResult(failure)) return readBody(failure, options);
  if (failure.kind === "ok") return [];
  const found = readBody(failure.error, options);
  const whole = { path: [], message: failure.message };
  if (failure.kind === "error" || failure.kind === "unexpected") return found.length > 0 ? found : [whole];
  // The message of a 412, a 428 and an unknown outcome has the server's reason, and says what to do.
  return [...found.filter(({ path }) => path.length > 0), whole];
}

interface AnyResult {
  readonly kind: string;
  readonly message: string;
  readonly error?: unknown;
}

const isResult = (value: unknown): value is AnyResult =>
  isObject(value) &&
  (property(value, "kind") === "ok"
    ? "headers" in value
    : ["operation", "method", "url"].every((name) => name in value));

function readBody(body: unknown, options: FieldErrorOptions): FieldError[] {
  let own: readonly FieldError[] | undefined;
  for (const reader of options.readers ?? []) own ??= reader(body);
  return (own ?? read(body, options)).map((error) => ({ ...error, path: asSent(error.path, options.sent) }));
}

/** What was thrown before anything was sent, or instead of a response; `validateBodies` leaves the issues in `cause`. */
function ofError({ name, message, cause }: Error, { sent }: FieldErrorOptions): FieldError[] {
  const { issues } = Object(cause) as { readonly issues?: unknown };
  const found = readBody(Array.isArray(issues) ? issues : undefined, { sent });
  return found.length > 0 ? found : [{ path: [], message: message || name }];
}

/**
 * The messages by the name of the field, `""` for the whole form: `lines.0.quantity`, or with `brackets`
 * `lines[0].quantity`.
 */
export function errorsByName(
  errors: readonly FieldError[],
  { brackets = false }: { readonly brackets?: boolean } = {},
): Record<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const { path, message } of errors) {
    const name = path.reduce<string>(
      (above, step) =>
        brackets && typeof step === "number" ? `${above}[${step}]` : above === "" ? String(step) : `${above}.${step}`,
      "",
    );
    byName.set(name, [...(byName.get(name) ?? []), message]);
  }
  return Object.fromEntries(byName);
}
