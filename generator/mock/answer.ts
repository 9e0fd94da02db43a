import type { Reader } from "../model/reader.js";
import { errorContent } from "./contents.js";
import type { Projection } from "./projection.js";
import type { Members } from "./members.js";
import type { Route } from "./routes.js";

/** What a request is answered with, before faults and profiles spoil it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
  /** The request changed something. */
  readonly committed: boolean;
  /** Why it is no plain success, for the request log. */
  readonly reason?: string;
  /** What was asked for and not done, for the request log. */
  readonly notes?: readonly string[];
}

const titles: Readonly<Record<number, string>> = {
  400: "The request is not valid.",
  401: "Authentication credentials were not provided.",
  404: "Not found.",
  405: "This method is not allowed here.",
  409: "It exists already.",
  412: "The resource was changed by somebody else since it was read.",
  415: "This media type is not one that the document declares.",
  428: "This request must be conditional: send If-Match with the tag of what was read.",
};

/** The titles of errors, for documents that have no words of their own. */
export const titleOf = (status: number): string => titles[status] ?? "The request was refused.";

/** Errors in the form that the document declares for them; `{ "detail": ... }` where it declares none. */
export class Refusals {
  readonly #reader: Reader;
  readonly #projection: Projection;
  readonly #members: Members;

  constructor(reader: Reader, projection: Projection, members: Members) {
    this.#reader = reader;
    this.#projection = projection;
    this.#members = members;
  }

  /** @param more Fields such as `errors`, shown where the declared schema has them. */
  refuse(route: Route | undefined, status: number, message = titleOf(status), more: object = {}): Answer {
    const base = { status, committed: false, reason: message } as const;
    const declared = route && errorContent(this.#reader, route.raw, status);
    if (declared && declared.mediaType === undefined) return { ...base, headers: {}, body: null };
    if (declared && !declared.isJson)
      return { ...base, headers: { "Content-Type": declared.mediaType! }, body: message };
    const problem = /problem\+json/i.test(declared?.mediaType ?? problemType(route));
    const known = {
      detail: message,
      message,
      error: message,
      description: message,
      reason: message,
      title: message,
      ...(problem && { type: "about:blank" }),
      status,
      ...more,
    };
    const value = declared?.schema
      ? this.#projection.shape(declared.schema, [known, this.#members.sample(declared)])
      : problem
        ? { type: "about:blank", title: message, status, ...more }
        : { detail: message, ...more };
    const type = declared?.mediaType ?? (problem ? "application/problem+json" : "application/json");
    return { ...base, headers: { "Content-Type": type }, body: JSON.stringify(value) };
  }
}

/** RFC 9457: a document that uses problem details for some errors means them for all. */
function problemType(route: Route | undefined): string {
  const types = route?.operation.responses.flatMap(({ mediaTypes }) => mediaTypes) ?? [];
  return types.find((type) => /problem\+json/i.test(type)) ?? "";
}
