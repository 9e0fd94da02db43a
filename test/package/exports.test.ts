/** Every type that a public signature mentions is exported by the same entry: else a user cannot name it (TS4023). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { declarationsOf, forgottenExports, programOf } from "./forgotten-exports.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const entriesOf = (path: string): string[] => {
  const { exports } = JSON.parse(readFileSync(join(root, path), "utf8")) as { exports: Record<string, unknown> };
  return Object.keys(exports).filter((entry) => entry !== "./package.json");
};

/** The sources of each entry of both packages. */
const generator: Readonly<Record<string, string>> = {
  ".": "generator/index.ts",
  "./axios": "runtime/bindings/axios/index.ts",
  "./eslint-plugin": "generator/eslint/eslint-plugin.ts",
  "./mock": "generator/mock/mock.ts",
  "./mock/browser": "generator/mock/mock-browser.ts",
  "./msw": "generator/mock/msw.ts",
  "./redocly-plugin": "generator/lint/redocly-plugin.ts",
  "./vite": "generator/vite/vite.ts",
};
const runtime: Readonly<Record<string, string>> = {
  ".": "runtime/index.ts",
  "./angular": "runtime/bindings/angular.ts",
  "./angular-http": "runtime/bindings/angular-http.ts",
  "./axios": "runtime/bindings/axios/index.ts",
  "./contract": "runtime/contract/index.ts",
  "./devtools": "runtime/devtools/index.ts",
  "./draft": "runtime/draft/index.ts",
  "./indexed-db": "runtime/stores/indexed-db.ts",
  "./keyv": "runtime/stores/keyv.ts",
  "./outbox": "runtime/outbox/index.ts",
  "./pinia-colada": "runtime/query/pinia-colada/index.ts",
  "./query": "runtime/query/index.ts",
  "./react": "runtime/bindings/react.ts",
  "./react-hook-form": "runtime/bindings/react-hook-form.ts",
  "./solid": "runtime/bindings/solid.ts",
  "./svelte": "runtime/bindings/svelte.ts",
  "./swr": "runtime/query/swr/index.ts",
  "./tanstack-db": "runtime/query/tanstack-db/index.ts",
  "./tanstack-form": "runtime/bindings/tanstack-form.ts",
  "./text": "runtime/merge/text.ts",
  "./vee-validate": "runtime/bindings/vee-validate.ts",
  "./vue": "runtime/bindings/vue.ts",
  "./web-storage": "runtime/stores/web-storage.ts",
};

test("are the entries of package.json", () => {
  expect(entriesOf("runtime/package.json")).toEqual(Object.keys(runtime));
  // `ifmatch/runtime` and what is below it are other names for the runtime package.
  const own = entriesOf("package.json").filter((entry) => !entry.startsWith("./runtime"));
  expect(own).toEqual(Object.keys(generator));
});

describe("exports", () => {
  const entries = [...new Set([...Object.values(generator), ...Object.values(runtime)])];
  const declared = (entry: string): string => join(root, entry.replace(/\.ts$/, ".d.ts"));
  let files: ReadonlyMap<string, string>;
  let program: ReturnType<typeof programOf>;
  beforeAll(() => {
    files = declarationsOf(root, entries);
    program = programOf(files, entries.map(declared));
  });

  test.for(entries)("whatever its signatures mention: %s", (entry) => {
    expect(forgottenExports(program, files, declared(entry)).map(({ path }) => path)).toEqual([]);
  });
});

test("a forgotten one is found through parameters, results, bases, members and other forgotten ones", () => {
  const text = `
    interface Deep { readonly at: "deep" }
    interface Option { readonly deep?: Deep }
    interface Base<T> { readonly value: T }
    type Answer = { readonly kind: "ok" };
    declare const table: { readonly a: 1 };
    export interface Known extends Base<string> { readonly name: keyof typeof table }
    export {};
    export declare class Service { private hidden; run<T extends Known>(option: Option, known: T): Promise<Answer>; }
  `;
  const files = new Map([["/entry.d.ts", text]]);
  const program = programOf(files, ["/entry.d.ts"]);
  expect(forgottenExports(program, files, "/entry.d.ts").map(({ path }) => path)).toEqual([
    "Service > Answer",
    "Known > Base",
    "Service > Option > Deep",
    "Service > Option",
    "Known > table",
  ]);
});
