/** Pages of the tests, as one HTML file each. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { compile } from "svelte/compiler";

/** Compiles components of Svelte; a warning fails, too. */
const svelte: Plugin = {
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js, warnings } = compile(await readFile(path, "utf8"), { filename: path, dev: true, css: "injected" });
      return { contents: js.code, errors: warnings.map(({ message }) => ({ text: message })) };
    });
  },
};

/** The page whose script is `entry`, a file of this folder. The runtime is found by the paths of tsconfig.json. */
export async function pageOf(entry: string, title: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: "esm",
    jsx: "automatic",
    target: "es2023",
    write: false,
    define: {
      "process.env.NODE_ENV": '"development"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    conditions: ["browser", "development"],
    plugins: [svelte],
  });
  const script = outputFiles[0]!.text.replaceAll("</script", "<\\/script");
  return `<!doctype html><meta charset="utf-8"><title>${title}</title><div id="app"></div><script type="module">${script}</script>`;
}
