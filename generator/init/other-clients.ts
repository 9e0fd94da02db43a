import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type * as tsMorph from "ts-morph";
import type { PackageJson } from "../config/nearest-package.js";
import { isUrl } from "../load/input.js";

/** The document of a client that another generator makes. */
export interface OtherClient {
  /** The file that says so: `orval.config.ts`, or `package.json: scripts.api`. */
  readonly source: string;
  readonly generator: string;
  /** As it is written there: a path or a URL. */
  readonly input: string;
}

/** Configs of generators, and the property of `input` that names the document where `input` is an object. */
const configs = [
  { generator: "Hey API", base: "openapi-ts.config", property: "path" },
  { generator: "Orval", base: "orval.config", property: "target" },
] as const;

const extensions = ["ts", "mts", "cts", "js", "mjs", "cjs"];

/** Commands in scripts of package.json: the document is their first argument, or that of a flag. */
const commands = [
  { generator: "openapi-typescript", pattern: /\bopenapi-typescript\s+(?!-)(\S+)/ },
  { generator: "openapi-zod-client", pattern: /\bopenapi-zod-client\s+(?!-)(\S+)/ },
  { generator: "Hey API", pattern: /\bopenapi-ts\b[^&|;]*?\s(?:-i|--input)[\s=]+(\S+)/ },
  { generator: "Orval", pattern: /\borval\b[^&|;]*?\s(?:-i|--input)[\s=]+(\S+)/ },
  {
    generator: "swagger-typescript-api",
    pattern: /\bswagger-typescript-api\b[^&|;]*?\s(?:-p|--path)[\s=]+(\S+)/,
  },
] as const;

/** What other generators make of a folder's documents. */
export interface OtherClients {
  readonly clients: readonly OtherClient[];
  /** Configs that name no document that could be read: it is computed, or a name on a server of theirs. */
  readonly unread: readonly Pick<OtherClient, "source" | "generator">[];
}

/** The clients of a folder that other generators make, as their configs and scripts say. Nothing is executed. */
export function otherClients(folder: string, manifest: PackageJson | undefined): OtherClients {
  // Not Hey API's names of documents on a server of its own.
  const isDocument = (input: string): boolean =>
    isUrl(input) || /\.(?:ya?ml|json)$/i.test(input) || existsSync(resolve(folder, input));
  const found = [...fromConfigs(folder), ...fromScripts(manifest)]
    .filter(({ input }) => isDocument(input))
    .map((one) => ({ ...one, input: withoutCredentials(one.input) }));
  const clients = found.filter(({ input }, index) => found.findIndex((other) => other.input === input) === index);
  const unread = configFiles(folder).filter(({ generator }) => !found.some((one) => one.generator === generator));
  return { clients, unread: unread.map(({ generator, source }) => ({ generator, source })) };
}

/** Credentials in a URL are no part of a config that is committed; `inputHeaders` takes them from the environment. */
function withoutCredentials(input: string): string {
  if (!isUrl(input) || !URL.canParse(input)) return input;
  const url = new URL(input);
  if (url.username === "" && url.password === "") return input;
  url.username = "";
  url.password = "";
  return url.href;
}

function configFiles(folder: string): { source: string; generator: string; property: string }[] {
  return configs.flatMap(({ generator, base, property }) =>
    extensions
      .map((extension) => `${base}.${extension}`)
      .filter((name) => existsSync(join(folder, name)))
      .map((source) => ({ source, generator, property })),
  );
}

const fromConfigs = (folder: string): OtherClient[] =>
  configFiles(folder).flatMap(({ source, generator, property }) =>
    inputsOf(readFileSync(join(folder, source), "utf8"), property).map((input) => ({ source, generator, input })),
  );

/** The string literals that any property `input` of the program has, alone, in a list, or as a property of an object. */
function inputsOf(program: string, property: string): string[] {
  const { Project, SyntaxKind } = createRequire(import.meta.url)("ts-morph") as typeof tsMorph;
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const textsIn = (node: tsMorph.Node): string[] => {
    const text = node.asKind(SyntaxKind.StringLiteral) ?? node.asKind(SyntaxKind.NoSubstitutionTemplateLiteral);
    if (text) return [text.getLiteralText()];
    const list = node.asKind(SyntaxKind.ArrayLiteralExpression);
    if (list) return list.getElements().flatMap(textsIn);
    const inner = node.asKind(SyntaxKind.ObjectLiteralExpression)?.getProperty(property);
    const value = inner?.asKind(SyntaxKind.PropertyAssignment)?.getInitializer();
    return value ? textsIn(value) : [];
  };
  return project
    .createSourceFile("config.ts", program)
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .filter((assignment) => assignment.getName().replace(/^["']|["']$/g, "") === "input")
    .flatMap((assignment) => textsIn(assignment.getInitializerOrThrow()));
}

function fromScripts(manifest: PackageJson | undefined): OtherClient[] {
  const scripts = Object.entries((manifest?.["scripts"] ?? {}) as Record<string, unknown>);
  return scripts.flatMap(([name, script]) =>
    typeof script !== "string"
      ? []
      : commands.flatMap(({ generator, pattern }) => {
          const input = pattern.exec(script)?.[1]?.replace(/^(["'])(.*)\1$/, "$2");
          // What a shell would still fill in is no name.
          return input === undefined || /[$`"']/.test(input)
            ? []
            : [{ source: `package.json: scripts.${name}`, generator, input }];
        }),
  );
}
