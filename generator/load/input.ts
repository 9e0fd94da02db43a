import { basename, join, relative, resolve } from "node:path";

/** What stands for standard input on a command line. */
export const STANDARD_INPUT = "-";
/** The name that a document from standard input has in the folder the command runs in. */
const NAME = "<stdin>";

export const isUrl = (text: string): boolean => /^https?:\/\//i.test(text);

export const isStandardInput = (input: string): boolean => basename(input) === NAME;

/** Whether a document is a file that can be watched, edited, or read as it was at a git revision. */
export const isFile = (input: string): boolean => !isUrl(input) && !isStandardInput(input);

/** An absolute path, a URL, or what stands for standard input, below `folder`: its references are relative to that. */
export function resolveInput(folder: string, text: string): string {
  if (isUrl(text)) return URL.canParse(text) ? new URL(text).href : text;
  return text === STANDARD_INPUT ? join(folder, NAME) : resolve(folder, text);
}

/** What messages call a file: its way from `cwd`, or its URL. */
export const displayName = (file: string, cwd: string): string => (isUrl(file) ? file : relative(cwd, file) || file);
