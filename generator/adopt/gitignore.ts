import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

interface Pattern {
  readonly expression: RegExp;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
}

/**
 * What the `.gitignore` files of a repository leave out (gitignore(5)): those from its root down to each folder. A folder
 * that is left out is never entered, so nothing below it can be taken back in.
 */
export class Gitignore {
  readonly #root: string;
  readonly #patterns = new Map<string, readonly Pattern[]>();

  /** `root`: where the repository begins. */
  constructor(root: string) {
    this.#root = root;
  }

  /** For what is below a folder that somebody has named: itself it counts as not left out. */
  static below(folder: string): Gitignore {
    let root = folder;
    while (!existsSync(join(root, ".git")) && dirname(root) !== root) root = dirname(root);
    const whole = new Gitignore(root);
    return existsSync(join(root, ".git")) && !whole.#ignoresFolder(folder) ? whole : new Gitignore(folder);
  }

  /** Whether a file or folder is left out, given that the folder that it is in is not. */
  ignores(path: string, isFolder: boolean): boolean {
    const parts = relative(this.#root, path).split(sep);
    // The deepest file decides, and in it the last pattern that matches.
    for (let depth = parts.length - 1; depth >= 0; depth--) {
      const folder = join(this.#root, ...parts.slice(0, depth));
      const name = parts.slice(depth).join("/");
      for (const { expression, negated, foldersOnly } of this.#patternsOf(folder).toReversed())
        if ((isFolder || !foldersOnly) && expression.test(name)) return !negated;
    }
    return false;
  }

  /** Whether a folder is left out, or one that it is in. */
  #ignoresFolder(folder: string): boolean {
    const inside = relative(this.#root, folder);
    const parts = inside === "" ? [] : inside.split(sep);
    return parts.some((_, index) => this.ignores(join(this.#root, ...parts.slice(0, index + 1)), true));
  }

  #patternsOf(folder: string): readonly Pattern[] {
    const known = this.#patterns.get(folder);
    if (known) return known;
    const file = join(folder, ".gitignore");
    const text = statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "utf8") : "";
    const patterns = text.split(/\r?\n/).flatMap((line) => parsePattern(line) ?? []);
    this.#patterns.set(folder, patterns);
    return patterns;
  }
}

function parsePattern(line: string): Pattern | undefined {
  if (line.startsWith("#")) return undefined;
  let text = line.replace(/(?<!\\)[ \t]+$/, "");
  const negated = text.startsWith("!");
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith("/");
  if (foldersOnly) text = text.slice(0, -1);
  if (text === "") return undefined;
  // A slash before the end binds the pattern to the folder of its file.
  const anchored = text.includes("/");
  const body = toExpression(text.replace(/^\//, ""));
  return { expression: new RegExp(`^${anchored ? "" : "(?:[^]*/)?"}${body}$`), negated, foldersOnly };
}

/** A glob as a regular expression; each star is bounded by slashes, so that matching takes no exponential time. */
function toExpression(glob: string): string {
  const tokens = /\\(.)|^\*\*\/|\/\*\*\/|\/\*\*$|\*+|\?|(\[(?:!|\^)?\]?[^\]]*\])|([^])/g;
  return glob.replace(tokens, (token, escaped?: string, group?: string, other?: string) => {
    if (escaped !== undefined) return quote(escaped);
    if (group !== undefined) return group.replace(/^\[[!^]/, "[^").replace(/\\(?![\]\\-])/g, "\\\\");
    if (other !== undefined) return quote(other);
    if (token === "**/") return "(?:[^]*/)?";
    if (token === "/**/") return "/(?:[^]*/)?";
    if (token === "/**") return "/[^]+";
    return token === "?" ? "[^/]" : "[^/]*";
  });
}

const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
