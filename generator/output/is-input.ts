import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";

/** Whether a file to be written is one that was read, even if it is named by a link. */
export async function isInput(target: string, files: readonly string[]): Promise<boolean> {
  if (!existsSync(target)) return false;
  const real = await realpath(target);
  for (const file of files) if (existsSync(file) && (await realpath(file)) === real) return true;
  return false;
}
