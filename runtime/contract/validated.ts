import type { Validated } from "../call.js";
import { UsageError } from "../errors.js";

// By the object that a client library gave the page: a response, or the body of one.
const known = new WeakMap<object, Validated>();

/** The validator alone: what carries it may hold a whole record. */
export const slim = <R extends string>({ etag, resource }: Validated<R>): Validated<R> => ({ etag, resource });

/** Notes what a response, or its body, was read as. Texts and numbers cannot be told apart, and are not noted. */
export function note(read: unknown, as: Validated): void {
  if (typeof read === "object" && read !== null) known.set(read, slim(as));
}

/**
 * What was read, as a precondition: a response or a body that is known, or a validator as it is.
 *
 * @throws {UsageError} `other-resource` where it is neither.
 */
export function preconditionOf(read: object): Validated {
  const { etag, resource } = read as Partial<Validated>;
  // A record may have fields of these names; then it is known.
  const isValidator = !known.has(read) && etag !== undefined && typeof resource?.name === "string";
  return isValidator ? { etag, resource } : validated(read);
}

/**
 * The validator that came with a response, to be passed as its `ifMatch` later; take it when the record is shown, and keep
 * it with the form. `read` is the response, or the very object that was its body: a copy of it is another object.
 *
 * @throws {UsageError} `other-resource` where `read` is neither.
 */
export function validated<R extends string = string>(read: object): Validated<R> {
  const found = known.get(read);
  if (found) return found as Validated<R>;
  throw new UsageError(
    "other-resource",
    "validated: nothing is known of this object: it is no successful response with the tag of one record, and no body of one. A copy, or a proxy of Vue's, is another object: take the validator when the record arrives.",
  );
}
