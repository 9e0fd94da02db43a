/** Compiles the code of a page against the sample client and the sources of the runtime. */
import { join, relative } from "node:path";
import { compile, remove, temporaryFolder, writeFiles, writeProject } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { blocks } from "./pages.js";

type Compiler = Parameters<typeof compile>[0];

/** The TypeScript blocks of a page, without their imports. */
export const codeOf = (page: string): string[] => blocks(page, "ts").map((code) => code.replace(/^import .*\n/gm, ""));

/** A folder of programs that import the runtime, its entries, form libraries and `@tanstack/*` by name, and the sample's client. */
export class PageFolder {
  readonly #folder: string;

  constructor(name: string) {
    this.#folder = temporaryFolder(name);
  }

  #at(path: string): string {
    return relative(this.#folder, join(repository, path));
  }

  /** What the sample's client is imported from. */
  get generated(): string {
    return this.#at("generated/index.js");
  }

  /** What the compiler says of a program. */
  compile(compiler: Compiler, program: string, file = "page.ts"): ReturnType<typeof compile> {
    const sources = {
      "ifmatch/runtime": "runtime/index.ts",
      "ifmatch/runtime/draft": "runtime/draft/index.ts",
      "ifmatch/runtime/query": "runtime/query/index.ts",
      ...Object.fromEntries(
        ["react", "react-hook-form", "tanstack-form", "vee-validate", "vue"].map((name) => [
          `ifmatch/runtime/${name}`,
          `runtime/bindings/${name}.ts`,
        ]),
      ),
      "@tanstack/*": "node_modules/@tanstack/*",
      vue: "node_modules/vue",
      react: "node_modules/@types/react",
      "react/jsx-runtime": "node_modules/@types/react/jsx-runtime.d.ts",
      "react-hook-form": "node_modules/react-hook-form",
      "vee-validate": "node_modules/vee-validate",
    };
    const paths = Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, [this.#at(path)]]));
    writeFiles(this.#folder, new Map([[file, program]]));
    const options = {
      paths,
      target: "ES2022",
      lib: ["ES2022", "DOM"],
      erasableSyntaxOnly: undefined,
      jsx: "react-jsx",
    };
    return compile(compiler, writeProject(this.#folder, ["."], options));
  }

  remove(): void {
    remove(this.#folder);
  }
}
