import type { CalledOperation, OperationIndex } from "./operations.js";
import { requestIn, requestOf } from "./requests.js";
import type { Call, Value } from "./value.js";

/** A call of an operation that another client than the generated one makes. */
export interface Bypass {
  readonly operation: CalledOperation;
  /** By its method and path, or by the name of a function of another client. */
  readonly by: "request" | "name";
}

/** The operation that a call reaches past the generated client, and without a precondition that the runtime looks at. */
export function bypassOf(call: Call, index: OperationIndex): Bypass | undefined {
  const request = requestOf(call);
  if (request) {
    if (call.args.some(isGuarded)) return undefined;
    const operation = index.ofRequest(request);
    return operation && { operation, by: "request" };
  }
  const operation = index.ofName(call.callee.at(-1) ?? "");
  return operation && isOfOtherClient(call, operation) ? { operation, by: "name" } : undefined;
}

/** Whether options have a precondition that a client looks at which keeps the contract (docs/keep): `ifMatch`, or its headers. */
function isGuarded(options: Value): boolean {
  if (options.kind !== "object") return false;
  const headers = options.property("headers");
  const spread = headers?.kind === "object" ? headers.property("...") : headers;
  return options.names.includes("ifMatch") || (spread?.kind === "call" && spread.callee.at(-1) === "ifMatch");
}

/** The operation that an object with a URL and a method reaches. */
export function bypassIn(value: Value, index: OperationIndex): Bypass | undefined {
  const request = requestIn(value);
  const operation = request && index.ofRequest(request);
  return operation && { operation, by: "request" };
}

/** Modules of hey-api's clients, and of orval's and Zodios'. */
const otherClients = /\.gen(?:\.[jt]s)?$|hey-?api|zodios|orval/i;

/**
 * Whether a function of an operation's name is not ours, which takes a client, then a request. Where the call does not
 * tell, it counts as ours.
 */
function isOfOtherClient({ callee, args, module }: Call, { id, function: own }: CalledOperation): boolean {
  const name = callee.at(-1)!;
  if (name !== own) return name === id || callee.length > 1 || otherClients.test(module ?? "");
  if (module !== undefined && otherClients.test(module)) return true;
  const [first, second] = args;
  // Zodios: the body, then `{ params, headers }`. hey-api: one object.
  if (second?.kind === "object")
    return ["params", "headers", "queries"].some((one) => second.names.includes(one)) && !isRequest(second.names);
  return first?.kind === "object" && isRequest(first.names);
}

const isRequest = (names: readonly string[]): boolean => ["path", "body", "ifMatch"].some((one) => names.includes(one));
