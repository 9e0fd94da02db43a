/** How Vite serves and builds the desk. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import vue from "@vitejs/plugin-vue";
import ts from "typescript";
import type { InlineConfig, Plugin } from "vite";
import { mockInBrowser, mockInServer } from "./mock-plugin.js";

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The package's own name means the sources, as in tsconfig.json, also in components of Vue; users have it in node_modules. */
function sources(): { find: RegExp; replacement: string }[] {
  const { config } = ts.readConfigFile(at("tsconfig.json"), ts.sys.readFile) as {
    readonly config: { readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly [string]>> } };
  };
  return Object.entries(config.compilerOptions.paths).map(([name, [path]]) => ({
    find: new RegExp(`^${name.replace("*", "(.+)")}$`),
    replacement: at(path.replace("*", "$1")),
  }));
}

/** The back end: `browser`, the mock in the page; `server`, the mock in Vite's server; or the origin of another one. */
export type BackEnd = "browser" | "server" | (string & {});

const mocks: Readonly<Record<string, () => Plugin>> = { browser: mockInBrowser, server: mockInServer };

/** The folders of the examples. */
export type App = "desk" | "desk-vue";

export const viteConfig = (backEnd: BackEnd, app: App = "desk"): InlineConfig => {
  const mock = mocks[backEnd];
  return {
    configFile: false,
    root: at(`examples/${app}`),
    cacheDir: at(`.tmp/${app}-cache-${mock ? backEnd : "proxy"}`),
    resolve: { alias: sources() },
    optimizeDeps: { entries: ["src/*.ts", "src/*.tsx"] },
    plugins: [app === "desk" ? react() : vue(), ...(mock ? [mock()] : [])],
    server: mock ? {} : { proxy: { "/api": { target: backEnd, changeOrigin: true } } },
    build: { outDir: at(".tmp/desk"), emptyOutDir: true },
  };
};
