/** How Vite serves and builds the desk. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { InlineConfig } from "vite";
import { mockPlugin } from "./mock-plugin.js";

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Without `api`, the origin of a back end (`ifmatch mock`, Django), the mock of this repository answers. */
export const viteConfig = (api?: string): InlineConfig => ({
  configFile: false,
  root: at("examples/desk"),
  cacheDir: at(".tmp/desk-cache"),
  // The package's own name means the sources, as in tsconfig.json; users have it in node_modules.
  resolve: { tsconfigPaths: true },
  plugins: [react(), ...(api ? [] : [mockPlugin()])],
  server: api ? { proxy: { "/api": { target: api, changeOrigin: true } } } : {},
  build: { outDir: at(".tmp/desk"), emptyOutDir: true },
});
