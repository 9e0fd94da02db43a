import { relative, sep } from "node:path";
import type { ClientJob } from "../config/load.js";
import { printable } from "../diagnostics.js";
import type { Generated } from "../generate.js";
import { markingAdvice } from "../lint/marking-advice.js";
import { Marker } from "../model/marker.js";
import type { ApiModel } from "../model/model.js";
import { printText, type Terminal } from "./terminal.js";

/** What to type next: the import of a client that was written; first of all, how to mark a document without contract. */
export function printNextStep(terminal: Terminal, job: ClientJob, { model, importExtension }: Generated): void {
  const functions = functionsOf(model);
  if (functions.length > 0) {
    // Not wrapped: it is there to be copied.
    terminal.print(
      `\nNext: import { ${["createClient", ...functions].join(", ")} } from "${entryOf(terminal, job)}${importExtension.ending}";`,
    );
    return;
  }
  const advice = markingAdvice(model.operations, new Marker(job.config.markers));
  if (advice.length > 0) printText(terminal, `\n${advice.map(printable).join("\n")}`);
}

/** A state change of the first conditional resource, and the retrieval that yields its tag; or the namespace of both. */
function functionsOf({ resources, operations }: ApiModel): string[] {
  const resource = resources.find(({ conditional }) => conditional);
  const change = operations.find(
    ({ concurrency }) => concurrency.role === "state-change" && concurrency.resource === resource?.name,
  );
  const retrieval = operations.find(({ id }) => id === resource?.retrieval);
  return [...new Set([retrieval, change].flatMap((operation) => operation?.namespace ?? operation?.name ?? []))];
}

/** The client's entry without its extension, seen from here: `./generated/index`. */
function entryOf({ cwd }: Terminal, { output }: ClientJob): string {
  const folder = (relative(cwd, output) || ".").split(sep).join("/");
  return `${/^\.{1,2}(?:\/|$)/.test(folder) ? folder : `./${folder}`}/index`;
}
