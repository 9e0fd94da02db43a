import { relative, sep } from "node:path";
import { joined, printable, say } from "../printable.js";
import type { ClientSummary } from "./summary.js";
import { printText, type Terminal } from "./terminal.js";

/** What to type next: the import of a client that was written; first of all, how to mark a document without contract. */
export function printNextStep(terminal: Terminal, { output, importExtension, next }: ClientSummary): void {
  const { functions, advice } = next;
  if (functions.length > 0)
    // Not wrapped: it is there to be copied.
    terminal.print(
      say`\nNext: import { ${printable(["createClient", ...functions].join(", "))} } from "${printable(entryOf(terminal, output))}${importExtension.ending}";`,
    );
  else if (advice.length > 0) printText(terminal, say`\n${joined(advice.map(printable), "\n")}`);
}

/** The client's entry without its extension, seen from here: `./generated/index`. */
function entryOf({ cwd }: Terminal, output: string): string {
  const folder = (relative(cwd, output) || ".").split(sep).join("/");
  return `${/^\.{1,2}(?:\/|$)/.test(folder) ? folder : `./${folder}`}/index`;
}
