/** Serves the page that uses the generated client: an origin of its own, on 127.0.0.1. */
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { listen, type Listening } from "./listen.js";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export async function startPageServer(): Promise<Listening> {
  const { outputFiles } = await build({
    entryPoints: [at("./page.ts")],
    bundle: true,
    format: "iife",
    globalName: "sample",
    target: "es2023",
    write: false,
    alias: {
      "ifmatch/runtime": at("../../runtime/index.ts"),
      "ifmatch/runtime/indexed-db": at("../../runtime/stores/indexed-db.ts"),
      "ifmatch/runtime/web-storage": at("../../runtime/stores/web-storage.ts"),
    },
  });
  const script = outputFiles[0]!.text.replaceAll("</script", "<\\/script");
  const html = `<!doctype html><meta charset="utf-8"><title>Jobs</title><body><script>${script}</script>`;
  return listen(
    createServer((_request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(html);
    }),
  );
}
