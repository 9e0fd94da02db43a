/** How Vite serves and builds the desk. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { InlineConfig, Plugin } from "vite";
import { mockInBrowser, mockInServer } from "./mock-plugin.js";

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The back end: `browser`, the mock in the page; `server`, the mock in Vite's server; or the origin of another one. */
export type BackEnd = "browser" | "server" | (string & {});

const mocks: Readonly<Record<string, () => Plugin>> = { browser: mockInBrowser, server: mockInServer };

export const viteConfig = (backEnd: BackEnd): InlineConfig => {
  const mock = mocks[backEnd];
  return {
    configFile: false,
    root: at("examples/desk"),
    cacheDir: at(`.tmp/desk-cache-${mock ? backEnd : "proxy"}`),
    // The package's own name means the sources, as in tsconfig.json; users have it in node_modules.
    resolve: { tsconfigPaths: true },
    optimizeDeps: { entries: ["src/*.ts", "src/*.tsx"] },
    plugins: [react(), ...(mock ? [mock()] : [])],
    server: mock ? {} : { proxy: { "/api": { target: backEnd, changeOrigin: true } } },
    build: { outDir: at(".tmp/desk"), emptyOutDir: true },
  };
};
