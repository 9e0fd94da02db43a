/** The packed packages in the tools that applications are built with. Their installs are kept in .tmp/stacks. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { notesDocument, notesOutput, notesProgram, startNotes } from "../package/notes.js";
import { pack, Project, type ProjectFiles, root, type Tarballs } from "../package/packed.js";

let tarballs: Tarballs;

beforeAll(() => {
  tarballs = pack();
});
afterAll(() => rmSync(tarballs.folder, { recursive: true, force: true }));

/**
 * A project of a stack with this build's packages, these files, and a client of the notes API: its config sets nothing, as
 * what the stack needs is found in its files. The stack is installed once.
 */
function prepare(name: string, manifest: object, packages: readonly string[], files: ProjectFiles): Project {
  const folder = join(root, ".tmp/stacks", name);
  mkdirSync(folder, { recursive: true });
  const project = new Project(folder, {
    "package.json": { name, private: true, ...manifest },
    "schema.yml": notesDocument,
    "ifmatch.config.json": { input: "schema.yml", output: "generated" },
    ...files,
  });
  // The tarballs change with each build and keep their version: their copies must not stay.
  for (const path of ["ifmatch", "@ifmatch"])
    rmSync(join(folder, "node_modules", path), { recursive: true, force: true });
  rmSync(join(folder, "package-lock.json"), { force: true });
  project.install(
    "--prefer-offline",
    "--legacy-peer-deps",
    tarballs.ifmatch,
    tarballs.runtime,
    "zod@4.3.0",
    ...packages,
  );
  project.run("npx", "ifmatch", "generate");
  return project;
}

async function withNotes<T>(run: (url: string) => T | Promise<T>): Promise<T> {
  const { url, server } = await startNotes();
  try {
    return await run(url);
  } finally {
    server.close();
  }
}

const tsconfig = (options: object): ProjectFiles => ({
  "tsconfig.json": { compilerOptions: { strict: true, target: "ES2022", skipLibCheck: true, ...options } },
});

test("Jest 30, TypeScript compiled to CommonJS", () => {
  const packages = ["jest@30", "ts-jest@29", "typescript@5.9", "@types/jest@30"];
  const project = prepare("jest", {}, packages, {
    ...tsconfig({ module: "Node16", moduleResolution: "Node16", esModuleInterop: true, types: ["jest"] }),
    "jest.config.json": { preset: "ts-jest", testEnvironment: "node" },
    "program.ts": notesProgram(""),
    // The mock is what a unit test of an application would talk to.
    "program.test.ts": `import { createMock } from "ifmatch/mock";
      import { createClient, noteRetrieve, noteUpdate } from "./generated";
      import { main } from "./program";

      test("the client and the mock", async () => {
        expect(typeof main).toBe("function");
        const mock = await createMock({ schema: "schema.yml" });
        const client = createClient({ baseUrl: "http://mock", fetch: (input, init) => mock.fetch(new Request(input, init)) });
        const [id] = mock.resources().find(({ name }) => name === "Note")!.keys[0]!;
        const read = await noteRetrieve(client, { path: { id: String(id) } });
        if (read.kind !== "ok") throw new Error(JSON.stringify(read));
        const call = { path: { id: String(id) }, body: { text: "x" }, ifMatch: read };
        expect((await noteUpdate(client, call)).kind).toBe("ok");
        expect((await noteUpdate(client, call)).kind).toBe("precondition-failed");
      });`,
  });
  expect(project.run("npx", "jest", "--ci")).toBeDefined();
});

test.for(["webpack", "turbopack"])("Next 16, %s", (bundler) =>
  withNotes(async (url) => {
    const packages = ["next@16", "react@19", "react-dom@19", "typescript@5.9", "@types/react@19", "@types/node@20"];
    const project = prepare("next", { type: "module" }, packages, {
      ...tsconfig({ module: "ESNext", moduleResolution: "Bundler", jsx: "preserve", lib: ["ES2022", "DOM"] }),
      "next.config.mjs": "export default { turbopack: { root: import.meta.dirname } };\n",
      "program.ts": notesProgram(""),
      "app/layout.tsx": `export default function Layout({ children }: { children: React.ReactNode }) {
        return <html><body>{children}</body></html>;
      }`,
      // Rendered while it builds: the client runs on the server, as bundled.
      "app/page.tsx": `import { main } from "../program";
        import { Button } from "./button";
        export const dynamic = "force-static";
        export default async function Page() { return <main><p id="outcome">{await main("${url}")}</p><Button /></main>; }`,
      // And in the browser's bundle.
      "app/button.tsx": `"use client";
        import { main } from "../program";
        export const Button = () => <button onClick={() => void main("/")}>save</button>;`,
    });
    rmSync(join(project.folder, ".next"), { recursive: true, force: true });
    await project.runAside("npx", "next", "build", `--${bundler}`);
    expect(project.read(".next/server/app/index.html")).toContain(notesOutput);
  }),
);

test("Metro 0.84, as React Native configures it", () => {
  const packages = ["metro@0.84", "metro-config@0.84", "@react-native/babel-preset@0.84", "@babel/core@7"];
  const project = prepare("metro", {}, packages, {
    "babel.config.js": 'module.exports = { presets: ["module:@react-native/babel-preset"] };\n',
    "metro.config.js": `module.exports = {
      projectRoot: __dirname,
      resolver: { sourceExts: ["ts", "tsx", "js", "cjs", "json"], unstable_enablePackageExports: true, unstable_conditionNames: ["require", "react-native"] },
      transformer: { babelTransformerPath: require.resolve("./transformer.js") },
    };\n`,
    "transformer.js": `const { transformSync } = require("@babel/core");
      module.exports.transform = ({ src, filename, options }) =>
        transformSync(src, { filename, ast: true, code: false, sourceType: "unambiguous", configFile: require.resolve("./babel.config.js"),
          caller: { name: "metro", bundler: "metro", platform: options.platform } });\n`,
    "program.ts": notesProgram(""),
    "index.js": 'import { main } from "./program";\nglobalThis.main = main;\n',
  });
  project.run("npx", "metro", "build", "index.js", "--out", "bundle.js", "--platform", "ios", "--minify", "false");
  const bundle = project.read("bundle.js");
  expect(bundle).toContain("If-Match");
  expect(bundle).not.toMatch(/require\("node:/);
});
