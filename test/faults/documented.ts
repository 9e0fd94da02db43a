import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type Client,
  type ClientOptions,
  lanes,
  onEvent,
  refreshOnce,
  resendOnce,
  type RecoveryOptions,
  retryRetrievals,
  type RetryOptions,
} from "ifmatch/runtime";
import ts from "typescript";
import type { EntryReload } from "./entry-operations.js";
import type { Reading, Tools } from "./strategy.js";

/*
 * What README.md and docs/ show is what is run: the options of every client with lanes or recovery, and the loop with
 * which the README begins. A page that shows something else from tomorrow on is checked from tomorrow on.
 */

/** The options of a client as a page shows them. */
export interface DocumentedOptions {
  /** Such as `lanes: lanes(), recover: resendOnce()`. */
  readonly text: string;
  /** Where it is shown first, such as `README.md:62`. */
  readonly where: string;
  /** The same options, with time and chance that the run governs. */
  readonly create: (tools: Pick<Tools, "name" | "random" | "sleep">) => ClientOptions;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = ["README.md", ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);

/** What keeps, repeats or settles changes; all else of a client's options has no part in it. */
const concerned = ["lanes", "recover", "retry"];

/** Every combination that a page shows, each once, and the client without any. */
export function documentedOptions(): readonly DocumentedOptions[] {
  const found = new Map<string, string>([["{}", "docs/stores.md"]]);
  for (const page of pages) {
    const markdown = readFileSync(root + page, "utf8");
    for (const { text, line } of snippets(markdown)) {
      for (const options of optionsIn(text)) {
        if (!found.has(options)) found.set(options, `${page}:${line}`);
      }
    }
  }
  return [...found].map(([text, where]) => ({
    text: text.slice(1, -1).trim() || "no option",
    where,
    create: evaluate(text),
  }));
}

/** Fenced TypeScript, and code spans. */
function snippets(markdown: string): { readonly text: string; readonly line: number }[] {
  const lineAt = (index: number): number => markdown.slice(0, index).split("\n").length;
  const fences = [...markdown.matchAll(/^```ts\n(.*?)^```/gms)];
  const prose = markdown.replace(/^```.*?^```/gms, (fence) => fence.replace(/[^\n]/g, " "));
  return [...fences, ...prose.matchAll(/`([^`]+)`/g)].map((match) => ({
    text: match[1]!,
    line: lineAt(match.index),
  }));
}

/** The options of each `createClient({ ... })`, and each `resendOnce(...)` that stands alone. */
function optionsIn(text: string): string[] {
  const source = ts.createSourceFile("snippet.ts", text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const isCallOf = (node: ts.Node, name: string): node is ts.CallExpression =>
    ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;
  const visit = (node: ts.Node): void => {
    if (isCallOf(node, "createClient") && node.arguments[0] && ts.isObjectLiteralExpression(node.arguments[0])) {
      const shown = node.arguments[0].properties.filter((property) =>
        concerned.includes(property.name?.getText() ?? ""),
      );
      if (shown.length > 0) found.push(`{ ${shown.map((property) => property.getText()).join(", ")} }`);
    } else if (isCallOf(node, "resendOnce") && !namesOthers(node)) found.push(`{ recover: ${node.getText()} }`);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `resendOnce({ token, resend, delay })` lists what there is; it is no call that somebody could make. */
const namesOthers = (call: ts.CallExpression): boolean =>
  call.arguments.some(
    (argument) => ts.isObjectLiteralExpression(argument) && argument.properties.some(ts.isShorthandPropertyAssignment),
  );

function evaluate(text: string): DocumentedOptions["create"] {
  const create = new Function(
    "lanes",
    "resendOnce",
    "retryRetrievals",
    "refreshOnce",
    "onEvent",
    `return (${text});`,
  ) as (...names: readonly unknown[]) => ClientOptions;
  return ({ name, random, sleep }) => {
    const timing = { sleep, random: random.next };
    let tokens = 0;
    const newToken = (): string => `${name}, token ${++tokens}`;
    const recover = (options?: RecoveryOptions): ReturnType<typeof resendOnce> =>
      resendOnce({ ...timing, newToken, ...options });
    const retry = (options?: RetryOptions): ReturnType<typeof retryRetrievals> =>
      retryRetrievals({ ...timing, ...options });
    return create(lanes, recover, retry, refreshOnce, onEvent);
  };
}

/** What the README's loop uses: the client, what was read, the two operations, and what it leaves to the page. */
export interface LoopNames {
  readonly client: Client;
  readonly job: Reading;
  readonly update: (client: Client) => Promise<object>;
  readonly job_id: number;
  readonly body: unknown;
  readonly show: (data: unknown) => void;
  readonly showError: (what: unknown) => void;
  readonly offerMerge: (mine: unknown, body: unknown, reloaded: EntryReload) => void;
  readonly report: (what: unknown) => void;
  readonly askToReload: (message: string) => void;
}

const loopNames = [
  "client",
  "job",
  "update",
  "job_id",
  "body",
  "show",
  "showError",
  "offerMerge",
  "report",
  "askToReload",
] as const satisfies readonly (keyof LoopNames)[];

/** The code of the README that saves a job, and goes by what came of that. */
export function documentedLoop(): (names: LoopNames) => Promise<void> {
  const shown = snippets(readFileSync(`${root}README.md`, "utf8")).find(({ text }) => text.includes("switch ("));
  const update = shown && /await (\w+)\(client, \{[^}]*\{[^}]*\}, body, ifMatch: job \}\)/.exec(shown.text)?.[1];
  if (!shown || !update)
    throw new Error("README.md: found no code that saves a job under `ifMatch: job` and switches on the result.");
  const { outputText } = ts.transpileModule(`return (async () => {\n${shown.text}\n})();`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  const names = loopNames.map((name) => (name === "update" ? update : name));
  const run = new Function(...names, outputText) as (...values: readonly unknown[]) => Promise<void>;
  return (values) => run(...loopNames.map((name) => values[name]));
}
