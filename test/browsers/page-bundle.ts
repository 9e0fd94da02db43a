/** Pages of the tests, as one HTML file each. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The page whose script is `entry`, a file of this folder. The runtime is found by the paths of tsconfig.json. */
export async function pageOf(entry: string, title: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: "esm",
    jsx: "automatic",
    target: "es2023",
    write: false,
    define: { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false" },
  });
  const script = outputFiles[0]!.text.replaceAll("</script", "<\\/script");
  return `<!doctype html><meta charset="utf-8"><title>${title}</title><div id="app"></div><script type="module">${script}</script>`;
}
