/** Formats the text that a file is to have. `file` is its absolute path; nothing needs to be there. */
export type FormatText = (text: string, file: string) => Promise<string>;
