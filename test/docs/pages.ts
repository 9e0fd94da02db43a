/** The pages that people read, and what stands in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../corpus/corpus.js";

/** Where the repository will be once it has a home; every absolute link to it begins with this. */
export const REPOSITORY = "https://example.com/ifmatch";

/** Paths of the pages, relative to the repository. */
export const pages: readonly string[] = [
  ...readdirSync(repository).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`),
].toSorted();

export const read = (page: string): string => readFileSync(join(repository, page), "utf8");

const fence = /^```(\w*)\n([^]*?)^```$/gm;

/** The code blocks of a page in one of these languages. */
export const blocks = (page: string, ...languages: readonly string[]): string[] =>
  [...read(page).matchAll(fence)].flatMap(([, language, code]) => (languages.includes(language!) ? [code!] : []));

/** A page without its code blocks. */
export const prose = (page: string): string => read(page).replace(fence, "");
