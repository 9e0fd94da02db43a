/** The examples use functions, types and flags that exist. */
import { relative } from "node:path";
import { describe, expect, test } from "vitest";
import * as generated from "../../generated/index.js";
import { run } from "../cli/recording-terminal.js";
import { compile, compilers, remove, temporaryFolder, writeFiles, writeProject } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { blocks, pages, prose, read } from "./pages.js";

const modules: Readonly<Record<string, () => Promise<object>>> = {
  ifmatch: () => import("ifmatch"),
  "ifmatch/axios": () => import("ifmatch/axios"),
  "ifmatch/eslint-plugin": () => import("ifmatch/eslint-plugin"),
  "ifmatch/mock": () => import("ifmatch/mock"),
  "ifmatch/mock/browser": () => import("ifmatch/mock/browser"),
  "ifmatch/msw": () => import("ifmatch/msw"),
  "ifmatch/vite": () => import("ifmatch/vite"),
  "ifmatch/runtime": () => import("ifmatch/runtime"),
  "ifmatch/runtime/angular": () => import("ifmatch/runtime/angular"),
  "ifmatch/runtime/angular-http": async () => {
    // Its packages are compiled when they are loaded; a build does it before.
    await import("@angular/compiler");
    return import("ifmatch/runtime/angular-http");
  },
  "ifmatch/runtime/axios": () => import("ifmatch/runtime/axios"),
  "ifmatch/runtime/contract": () => import("ifmatch/runtime/contract"),
  "ifmatch/runtime/devtools": () => import("ifmatch/runtime/devtools"),
  "ifmatch/runtime/draft": () => import("ifmatch/runtime/draft"),
  "ifmatch/runtime/indexed-db": () => import("ifmatch/runtime/indexed-db"),
  "ifmatch/runtime/keyv": () => import("ifmatch/runtime/keyv"),
  "ifmatch/runtime/outbox": () => import("ifmatch/runtime/outbox"),
  "ifmatch/runtime/pinia-colada": () => import("ifmatch/runtime/pinia-colada"),
  "ifmatch/runtime/tanstack-db": () => import("ifmatch/runtime/tanstack-db"),
  "ifmatch/runtime/query": () => import("ifmatch/runtime/query"),
  "ifmatch/runtime/react": () => import("ifmatch/runtime/react"),
  "ifmatch/runtime/react-hook-form": () => import("ifmatch/runtime/react-hook-form"),
  "ifmatch/runtime/solid": () => import("ifmatch/runtime/solid"),
  "ifmatch/runtime/svelte": () => import("ifmatch/runtime/svelte"),
  "ifmatch/runtime/swr": () => import("ifmatch/runtime/swr"),
  "ifmatch/runtime/tanstack-form": () => import("ifmatch/runtime/tanstack-form"),
  "ifmatch/runtime/vee-validate": () => import("ifmatch/runtime/vee-validate"),
  "ifmatch/runtime/vue": () => import("ifmatch/runtime/vue"),
  "ifmatch/runtime/text": () => import("ifmatch/runtime/text"),
  "ifmatch/runtime/web-storage": () => import("ifmatch/runtime/web-storage"),
  "./api/index.js": () => Promise.resolve(generated),
  "./api/models.js": () => import("../../generated/models.js"),
  "./api/schemas.js": () => import("../../generated/schemas.js"),
};

describe.each(pages)("%s", (page) => {
  test("its TypeScript imports only what there is", async () => {
    const imports = blocks(page, "ts").flatMap((code) => [
      ...code.matchAll(/^import \{([^}]+)\} from "((?:ifmatch|\.\/api)[^"]*)"/gm),
    ]);
    const missing: string[] = [];
    for (const [, names, module] of imports) {
      const exported = Object.keys(await modules[module!]!());
      for (const name of names!.split(",").map((one) => one.trim()))
        if (!exported.includes(name)) missing.push(`${name} from ${module}`);
    }
    expect(missing).toEqual([]);
  });

  test("the generated functions that it calls are those of generated/", async () => {
    const called = blocks(page, "ts").flatMap((code) =>
      [...code.matchAll(/\b(\w+)\(client, \{/g)].map(([, name]) => name!),
    );
    const entries = await Promise.all(Object.values(modules).map((load) => load()));
    expect(called.filter((name) => !entries.some((entry) => name in entry))).toEqual([]);
  });
});

describe("README.md", () => {
  test("the compiler says what it says about a precondition that is missing or wrong", async () => {
    const [calls, results] = blocks("README.md", "ts");
    const lines = `${calls}{\n${results}}`.split("\n");
    const wrong = lines.filter((line) => line.includes("// error:"));
    expect(wrong).toHaveLength(3);
    const folder = temporaryFolder("readme");
    try {
      const program = `import { unwrap } from "ifmatch/runtime";
import { createClient, jobJobsPartialUpdate, jobJobsRetrieve, purchasingPurchaseOrdersRetrieve } from ${JSON.stringify(`${relative(folder, repository)}/generated/index.js`)};
declare const job_id: string, po_id: string;
declare const body: { notes: string };
declare function show(...values: unknown[]): void;
const [showError, offerMerge, report, askToReload] = [show, show, show, show];
const client = createClient();
export async function readme(): Promise<void> {
${lines.map((line) => (line.includes("// error:") ? `// @ts-expect-error\n${line}` : line)).join("\n")}
}
`;
      writeFiles(folder, new Map([["readme.ts", program]]));
      expect(await compile(compilers[0], writeProject(folder, ["."]))).toEqual({ status: 0, output: "" });
    } finally {
      remove(folder);
    }
  });
});

describe("the command line", () => {
  const commands = ["generate", "lint", "diff", "report", "enrich", "mock", "verify", "adopt", "init"];
  const flagsIn = (text: string): string[] => [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);

  test.each(commands)("every flag of `ifmatch %s` is documented", async (command) => {
    const { stdout } = await run(repository, command, "--help");
    const documented = new Set([...flagsIn(read("docs/config.md")), ...flagsIn(read(`docs/${pageOf(command)}.md`))]);
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag!);
    expect(options).not.toHaveLength(0);
    expect(options.filter((flag) => flag !== "--help" && !documented.has(flag))).toEqual([]);
  });

  test("every flag in an example is one of its command", async () => {
    const known = new Map<string, string[]>();
    for (const command of commands) {
      const { stdout } = await run(repository, command, "--help");
      known.set(command, ["--debug", ...flagsIn(stdout)]);
    }
    const examples = pages.flatMap((page) =>
      [...blocks(page, "sh", "yaml", "groovy", "json", "text"), prose(page)].flatMap((text) => [
        ...text.matchAll(/(?<![\w/@])ifmatch (?:-- )?([a-z]+)((?: [^|`"'#\n]*)?)/g),
      ]),
    );
    expect(examples.length).toBeGreaterThan(30);
    const wrong = examples.flatMap(([text, command, rest]) =>
      known.has(command!) ? flagsIn(rest!).flatMap((flag) => (known.get(command!)!.includes(flag) ? [] : [text!])) : [],
    );
    expect(wrong).toEqual([]);
  });
});

const pageOf = (command: string): string => (command === "generate" || command === "init" ? "config" : command);
