import { describeImportExtension } from "../config/import-extension.js";
import { type Manifest, scripts, scriptsOf } from "./manifest.js";
import type { Answers } from "./answers.js";
import type { HookTool, Project } from "./project.js";

/** What to do by hand with the tools that were found: their own files are not edited. */
export function advice(project: Project, answers: Answers, manifest: Manifest | undefined): string[] {
  const { bundler, formatter, hooks, manager, hasZod } = project;
  const check = manifest === undefined ? manager.execute("ifmatch generate --check") : checkCommand(manifest, project);
  return [
    ...project.unread.map(
      ({ generator, source }) =>
        `${generator}: which document ${source} reads can be seen only by running it. If it is another one, change \`input\` in the config.`,
    ),
    `TypeScript: ${describeImportExtension(project.imports)}.`,
    ...(answers.zod === false && !hasZod
      ? [
          "zod: the project has none that schemas could use. With zod 4, set `zod: true` in the config to validate bodies.",
        ]
      : []),
    ...(formatter === "biome" && answers.format === undefined
      ? [
          `Biome: 2.4 and later leave the generated TypeScript alone. Add "!${answers.output}/concurrency.json" to files.includes in biome.json; before 2.4, "!${answers.output}/**".`,
        ]
      : []),
    ...(bundler === "vite"
      ? ["Vite: `plugins: [ifmatch()]` from ifmatch/vite generates while you develop, see docs/build-tools.md."]
      : bundler === undefined
        ? []
        : [`${bundler}: a \`prebuild\` script with \`${check}\` keeps a stale client out, see docs/build-tools.md.`]),
    ...hooks.map((tool) => recipes[tool](check)),
  ];
}

function checkCommand(manifest: Manifest, { manager }: Project): string {
  const script = scriptsOf(manifest)["generate:check"] ?? scripts["generate:check"];
  return script === scripts["generate:check"]
    ? manager.run("generate:check")
    : manager.execute("ifmatch generate --check");
}

const recipes: Readonly<Record<HookTool, (check: string) => string>> = {
  husky: (check) => `husky: to check each commit, add this line to .husky/pre-commit: ${check}`,
  lefthook: (check) =>
    `lefthook: to check each commit, add to lefthook.yml: pre-commit: { commands: { ifmatch: { run: ${check} } } }`,
  "pre-commit": () => "pre-commit: to check each commit, use the hook ifmatch-generate-check, see docs/build-tools.md.",
  "lint-staged": () => "lint-staged: how the document is checked when it is staged is in docs/build-tools.md.",
};
