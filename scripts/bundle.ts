/** Sizes of bundles, for `npm run bench`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

export interface BundleSize {
  readonly minified: number;
  readonly gzip: number;
}

/**
 * The most bytes, gzipped, that one operation with the whole runtime it needs may weigh. These are the sizes measured,
 * rounded up, and no goal that was met: the goal for any one operation, 4.6 kB, is exceeded by both.
 */
export const BAR = { retrieval: 7280, change: 9470, screen: 9470 };

/** Bytes of a program, minified, and gzipped after that. `root` is the checkout, `folder` a place for the program. */
export async function bundleSize(
  root: string,
  folder: string,
  name: string,
  program: string,
  external: string[] = [],
): Promise<BundleSize> {
  const contents = Buffer.from(await bundleText(root, folder, name, program, external));
  return { minified: contents.length, gzip: gzipSync(contents, { level: 9 }).length };
}

/** The program with all that it imports, minified; without what is `external`, an application's own. */
export async function bundleText(
  root: string,
  folder: string,
  name: string,
  program: string,
  external: string[] = [],
): Promise<string> {
  const entry = join(folder, `${name}.ts`);
  writeFileSync(entry, program);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    external,
    alias: {
      "@ifmatch/runtime": join(root, "runtime/index.ts"),
      "ifmatch/runtime": join(root, "runtime/index.ts"),
      "ifmatch/runtime/draft": join(root, "runtime/draft/index.ts"),
      "ifmatch/runtime/outbox": join(root, "runtime/outbox/index.ts"),
      "ifmatch/runtime/query": join(root, "runtime/query/index.ts"),
    },
  });
  return outputFiles[0]!.text;
}

/** What each feature adds to a client with one state change. The first one is only imported: it must add nothing. */
export const features: readonly { readonly name: string; readonly imports: string; readonly use: string }[] = [
  {
    name: "imported, not used",
    imports:
      "acrossTabs, edit, errorsByName, eventCounter, fieldErrors, lanes, merge3, onEvent, pending, refreshOnce, resendOnce, resolve, retryRetrievals",
    use: "",
  },
  { name: "lanes", imports: "lanes", use: "lanes: lanes()" },
  { name: "resendOnce", imports: "resendOnce", use: "recover: resendOnce()" },
  { name: "refreshOnce", imports: "refreshOnce", use: "refresh: refreshOnce(async () => {})" },
  { name: "retryRetrievals", imports: "retryRetrievals", use: "retry: retryRetrievals()" },
  { name: "onEvent", imports: "onEvent", use: "events: onEvent(console.log)" },
  {
    name: "all of these",
    imports: "lanes, onEvent, refreshOnce, resendOnce, retryRetrievals",
    use: "lanes: lanes(), recover: resendOnce(), refresh: refreshOnce(async () => {}), retry: retryRetrievals(), events: onEvent(console.log)",
  },
];

/** What a page that edits a record adds to the functions that it calls, by how it does so. Sums of bytes, gzipped. */
export const screens: readonly { readonly name: string; readonly imports: string; readonly use: string }[] = [
  { name: "functions alone", imports: "", use: "" },
  {
    name: "query and mutation",
    imports: `import { mutationOptions, queryOptions } from "ifmatch/runtime/query";`,
    use: "queryOptions(caches, jobJobsRetrieve, request), mutationOptions(caches, jobJobsPartialUpdate)",
  },
  {
    name: "and an infinite list",
    imports: `import { infiniteQueryOptions, mutationOptions, queryOptions } from "ifmatch/runtime/query";`,
    use: "queryOptions(caches, jobJobsRetrieve, request), mutationOptions(caches, jobJobsPartialUpdate), infiniteQueryOptions(caches, jobJobsRetrieve, request)",
  },
  {
    name: "draft",
    imports: `import { openDraft } from "ifmatch/runtime/draft";`,
    use: "openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, request)",
  },
  {
    name: "draft in an outbox",
    imports: `import { drafts, indexedDbShelf, openOutbox } from "ifmatch/runtime/outbox";`,
    use: "openOutbox(client, { kinds: { job: drafts(jobJobsRetrieve, jobJobsPartialUpdate) }, shelf: indexedDbShelf({ namespace: 'ada' }), onError: console.error })",
  },
  {
    name: "draft, query and mutation",
    imports: `import { openDraft } from "ifmatch/runtime/draft"; import { followQuery, mutationOptions, queryOptions } from "ifmatch/runtime/query";`,
    use: "followQuery, openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, request), queryOptions(caches, jobJobsRetrieve, request), mutationOptions(caches, jobJobsPartialUpdate)",
  },
];

/** A page of the sample's client; TanStack Query itself is not part of it. */
export const pageOf = (client: string, { imports, use }: { readonly imports: string; readonly use: string }): string =>
  [
    `import { createClient, jobJobsPartialUpdate, jobJobsRetrieve } from ${JSON.stringify(client)};`,
    imports,
    "const client = createClient();",
    "const caches = { client, queryClient: globalThis.queryClient as never };",
    `export const page = (request: never) => [jobJobsRetrieve(client, request), jobJobsPartialUpdate(client, request), ${use}];`,
    "",
  ].join("\n");

/** A program that uses one generated function of a client, made with `options`. */
export function programOf(client: string, call: string, imports = "", options = ""): string {
  return [
    `import { createClient, ${call} } from ${JSON.stringify(client)};`,
    ...(imports === "" ? [] : [`import { ${imports} } from "ifmatch/runtime";`]),
    `const client = createClient(${options === "" ? "" : `{ ${options} }`});`,
    `export const call = (request: never) => ${call}(client, request);`,
    "",
  ].join("\n");
}
