import { type CommandLine, type LoadedConfig, loadClients } from "../config/load.js";
import { printable } from "../printable.js";
import type { Terminal } from "./terminal.js";

/** The clients that a command line means; says on standard error where a config does not hold for the document. */
export async function openClients(terminal: Terminal, line: Omit<CommandLine, "cwd">): Promise<LoadedConfig> {
  const loaded = await loadClients({ ...line, cwd: terminal.cwd });
  if (loaded.notice !== undefined) terminal.note(printable(loaded.notice));
  return loaded;
}
