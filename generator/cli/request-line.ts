import { bold, cyan, dim, green, type Paint, red, yellow } from "../colours.js";
import { joined, printable, type Printable, say } from "../printable.js";
import type { LoggedRequest } from "../mock/request-log.js";

/** One request as a line of the mock's log, coloured where standard output is a terminal. */
export function requestLine(request: LoggedRequest): Printable {
  const { method, path, status, precondition, etag, reason, notes, milliseconds } = request;
  const facts = [
    colourOf(status)(status ?? "lost"),
    say`${bold(printable(method))} ${printable(path)}`,
    ...(precondition === undefined ? [] : [printable(precondition)]),
    ...(etag === undefined ? [] : [say`ETag: ${printable(etag)}`]),
    dim(say`${Math.round(milliseconds)} ms`),
  ];
  const remarks = [...(reason === undefined ? [] : [reason]), ...notes];
  return joined([joined(facts, "  "), ...remarks.map((remark) => dim(say`      ${printable(remark)}`))], "\n");
}

function colourOf(status: number | undefined): Paint {
  if (status === undefined || status >= 500) return red;
  if (status >= 400) return yellow;
  return status === 304 ? cyan : green;
}
