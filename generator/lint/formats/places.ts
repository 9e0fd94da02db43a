import { isAbsolute, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

const isUrl = (file: string): boolean => /^https?:\/\//i.test(file);

/** A file as people and CI systems name it: relative to the folder of the run, with slashes; a URL as it is. */
export function placeName(file: string, cwd: string): string {
  return isUrl(file) ? file : (relative(cwd, file) || file).split(sep).join("/");
}

/** A URI reference, percent-encoded. Relative to the folder of the run where the file lies in it, else absolute. */
export function uriReference(file: string, cwd: string): { readonly uri: string; readonly relative: boolean } {
  // A URL that was fetched is one already; parsing encodes what is left to encode.
  if (isUrl(file)) return { uri: new URL(file).href, relative: false };
  const path = relative(cwd, file);
  if (path === "" || path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path))
    return { uri: pathToFileURL(file).href, relative: false };
  return { uri: path.split(sep).map(segment).join("/"), relative: true };
}

/** `encodeURIComponent` refuses a lone surrogate; a file name may have one. */
const segment = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd"));
