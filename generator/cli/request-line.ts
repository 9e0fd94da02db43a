import { printable } from "../diagnostics.js";
import pc from "picocolors";
import type { LoggedRequest } from "../mock/request-log.js";

/** One request as a line of the mock's log, coloured where standard output is a terminal. */
export function requestLine(request: LoggedRequest): string {
  const { method, path, status, precondition, etag, reason, notes, milliseconds } = request;
  const facts = [
    colourOf(status)(status === undefined ? "lost" : String(status)),
    `${pc.bold(method)} ${printable(path)}`,
    ...(precondition === undefined ? [] : [printable(precondition)]),
    ...(etag === undefined ? [] : [`ETag: ${printable(etag)}`]),
    pc.dim(`${Math.round(milliseconds)} ms`),
  ];
  const remarks = [...(reason === undefined ? [] : [reason]), ...notes];
  return [facts.join("  "), ...remarks.map((remark) => pc.dim(`      ${printable(remark)}`))].join("\n");
}

function colourOf(status: number | undefined): (text: string) => string {
  if (status === undefined || status >= 500) return pc.red;
  if (status >= 400) return pc.yellow;
  return status === 304 ? pc.cyan : pc.green;
}
