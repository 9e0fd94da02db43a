/** Compiles the code of a page against the sample client and the sources of the runtime. */
import { join, relative } from "node:path";
import { compile, remove, temporaryFolder, writeFiles, writeProject } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { blocks } from "./pages.js";

type Compiler = Parameters<typeof compile>[0];

/** The TypeScript blocks of a page, without their imports. */
export const codeOf = (page: string, language = "ts"): string[] =>
  blocks(page, language).map((code) => code.replace(/^ *import .*\n/gm, ""));

/** A folder of programs that import the runtime, its entries and `@tanstack/*` by name, and the sample's client. */
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

  /** What the compiler says of a program; with `jsx`, the package whose JSX it has, of a `.tsx`. */
  compile(compiler: Compiler, program: string, jsx?: string): ReturnType<typeof compile> {
    const sources = {
      "ifmatch/axios": "runtime/bindings/axios/index.ts",
      "ifmatch/runtime": "runtime/index.ts",
      "ifmatch/runtime/angular-http": "runtime/bindings/angular-http.ts",
      "ifmatch/runtime/contract": "runtime/contract/index.ts",
      "ifmatch/runtime/devtools": "runtime/devtools/index.ts",
      "ifmatch/runtime/draft": "runtime/draft/index.ts",
      "ifmatch/runtime/outbox": "runtime/outbox/index.ts",
      "ifmatch/runtime/query": "runtime/query/index.ts",
      "ifmatch/runtime/angular": "runtime/bindings/angular.ts",
      "ifmatch/runtime/pinia-colada": "runtime/query/pinia-colada/index.ts",
      "ifmatch/runtime/tanstack-db": "runtime/query/tanstack-db/index.ts",
      "ifmatch/runtime/react": "runtime/bindings/react.ts",
      "ifmatch/runtime/react-hook-form": "runtime/bindings/react-hook-form.ts",
      "ifmatch/runtime/solid": "runtime/bindings/solid.ts",
      "ifmatch/runtime/svelte": "runtime/bindings/svelte.ts",
      "ifmatch/runtime/swr": "runtime/query/swr/index.ts",
      "ifmatch/runtime/tanstack-form": "runtime/bindings/tanstack-form.ts",
      "ifmatch/runtime/vee-validate": "runtime/bindings/vee-validate.ts",
      "ifmatch/runtime/vue": "runtime/bindings/vue.ts",
      axios: "node_modules/axios",
      "@angular/*": "node_modules/@angular/*",
      rxjs: "node_modules/rxjs",
      ky: "node_modules/ky",
      ofetch: "node_modules/ofetch",
      "openapi-fetch": "node_modules/openapi-fetch",
      "@tanstack/*": "node_modules/@tanstack/*",
      "@pinia/colada": "node_modules/@pinia/colada",
      pinia: "node_modules/pinia",
      swr: "node_modules/swr",
      "swr/*": "node_modules/swr/*",
      vue: "node_modules/vue",
      react: "node_modules/@types/react",
      "react/jsx-runtime": "node_modules/@types/react/jsx-runtime.d.ts",
      "react-hook-form": "node_modules/react-hook-form",
      "vee-validate": "node_modules/vee-validate",
    };
    const paths = Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, [this.#at(path)]]));
    const file = jsx === undefined ? "page.ts" : "page.tsx";
    writeFiles(this.#folder, new Map([[file, program]]));
    const options = {
      paths,
      target: "ES2022",
      lib: ["ES2022", "DOM"],
      erasableSyntaxOnly: undefined,
      ...(jsx !== undefined && { jsx: "preserve", jsxImportSource: jsx }),
    };
    return compile(compiler, writeProject(this.#folder, [file], options));
  }

  remove(): void {
    remove(this.#folder);
  }
}
