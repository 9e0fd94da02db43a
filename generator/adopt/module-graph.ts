import { dirname, join } from "node:path";
import type { ts as typescript } from "ts-morph";
import ts from "./typescript.js";
import type { Source } from "./sources.js";

/** A name that one file has from another. */
export interface ImportedName {
  readonly from: Source;
  /** As the other file exports it. */
  readonly exported: string;
  readonly local: string;
}

const ENDINGS = ["", ".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".vue", "/index.ts", "/index.js"];

/** Which of these files imports what from which other one. */
export class ModuleGraph {
  readonly #imports = new Map<Source, readonly ImportedName[]>();
  readonly #byPath: ReadonlyMap<string, Source>;

  constructor(sources: readonly Source[]) {
    this.#byPath = new Map(sources.map((source) => [source.path.replaceAll("\\", "/"), source]));
    for (const source of sources) this.#imports.set(source, [...this.#importsIn(source)]);
  }

  importsOf(source: Source): readonly ImportedName[] {
    return this.#imports.get(source) ?? [];
  }

  /** The files that a file imports, and those that import it. */
  neighboursOf(source: Source): ReadonlySet<Source> {
    const found = new Set(this.importsOf(source).map(({ from }) => from));
    for (const [other, names] of this.#imports) if (names.some(({ from }) => from === source)) found.add(other);
    return found;
  }

  *#importsIn(source: Source): Generator<ImportedName> {
    for (const statement of source.tree.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const from = this.#resolve(source, statement.moduleSpecifier.text);
      if (!from) continue;
      const { name, namedBindings } = statement.importClause ?? {};
      if (name) yield { from, exported: "default", local: name.text };
      if (namedBindings && ts.isNamespaceImport(namedBindings))
        yield { from, exported: "*", local: namedBindings.name.text };
      if (namedBindings && ts.isNamedImports(namedBindings))
        for (const element of namedBindings.elements)
          yield { from, exported: nameOf(element.propertyName ?? element.name), local: element.name.text };
    }
  }

  /** A relative path; or an alias such as `@/api/client`, which the end of a path tells. */
  #resolve(source: Source, module: string): Source | undefined {
    if (module.startsWith(".")) return this.#at(join(dirname(source.path), module).replaceAll("\\", "/"));
    const inside = /^(?:[@~]\/|#)(.+)$/.exec(module)?.[1];
    if (inside === undefined) return undefined;
    const paths = [...this.#byPath.keys()];
    const found = ENDINGS.flatMap((ending) => paths.filter((path) => path.endsWith(`/${withoutJs(inside)}${ending}`)));
    return found.length === 1 ? this.#byPath.get(found[0]!) : undefined;
  }

  #at(path: string): Source | undefined {
    for (const start of [path, withoutJs(path)])
      for (const ending of ENDINGS) {
        const source = this.#byPath.get(start + ending);
        if (source) return source;
      }
    return undefined;
  }
}

const withoutJs = (path: string): string => path.replace(/\.[cm]?jsx?$/, "");

const nameOf = (node: typescript.ModuleExportName): string => node.text;
