/** A program of this folder as a page: one file with the real frameworks in it. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const bindings = ["react", "react-hook-form", "tanstack-form", "vee-validate", "vue"];

/** The page's HTML: an element `app`, and the program. */
export async function bundlePage(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at(entry)],
    bundle: true,
    format: "iife",
    jsx: "automatic",
    target: "es2023",
    write: false,
    define: {
      "process.env.NODE_ENV": '"development"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    alias: {
      "ifmatch/runtime": at("../../runtime/index.ts"),
      "ifmatch/runtime/draft": at("../../runtime/draft/index.ts"),
      "ifmatch/runtime/query": at("../../runtime/query/index.ts"),
      ...Object.fromEntries(
        bindings.map((name) => [`ifmatch/runtime/${name}`, at(`../../runtime/bindings/${name}.ts`)]),
      ),
    },
  });
  const program = outputFiles[0]!.text.replaceAll("</script", "<\\/script");
  return `<!doctype html><meta charset="utf-8"><title>Job</title><div id="app"></div><script>${program}</script>`;
}
