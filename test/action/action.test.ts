/** The GitHub action: its steps, run by bash in a repository, with a `gh` that writes down what it is asked. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { repository } from "../corpus/corpus.js";
import { jobsApi, listing, read, workspace, write } from "../cli/workspace.js";

interface Step {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly shell?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(join(repository, "action.yml"), "utf8")) as Action;
const { steps } = action.runs;

/** What expressions may look at: `inputs.command` to its value. */
type Context = ReadonlyMap<string, string>;

const valueOf = (expression: string, context: Context): string =>
  /^'(.*)'$/.exec(expression)?.[1] ?? context.get(expression) ?? "";

const fill = (text: string, context: Context): string =>
  text.replace(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) => valueOf(expression, context));

/** Conditions here are comparisons that all have to hold. */
const holds = (condition: string, context: Context): boolean =>
  condition
    .replace(/^\$\{\{ *| *\}\}$/g, "")
    .split(" && ")
    .every((part) => {
      const [left = "", operator, right = ""] = part.split(/ (==|!=) /);
      const [a, b] = [valueOf(left, context), valueOf(right, context)];
      return operator === undefined ? a !== "" : (a === b) === (operator === "==");
    });

interface Ran {
  /** Of the first step that failed, or 0. */
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Actions that were used, with what they were given. */
  readonly used: readonly { readonly uses: string; readonly with: Readonly<Record<string, string>> }[];
  /** The command lines of `gh`. */
  readonly gh: string;
}

interface Event {
  readonly number?: string;
  readonly base?: string;
}

/** Runs the action in a repository, as a runner would. */
function runAction(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  { number = "", base = "" }: Event = {},
): Ran {
  const runner = workspace({ output: "", summary: "", "gh.log": "" });
  const context = new Map<string, string>([
    ...Object.entries(action.inputs).map(([name, input]): [string, string] => [`inputs.${name}`, input.default ?? ""]),
    ...Object.entries(inputs).map(([name, value]): [string, string] => [`inputs.${name}`, value]),
    ["github.event.pull_request.number", number],
    ["github.event.pull_request.base.sha", base],
  ]);
  let [log, code] = ["", 0];
  const used: Ran["used"][number][] = [];
  for (const step of steps) {
    if (code !== 0 || (step.if !== undefined && !holds(step.if, context))) continue;
    if (step.uses !== undefined) {
      const given = Object.entries(step.with ?? {}).map(([name, value]) => [name, fill(value, context)]);
      used.push({ uses: step.uses, with: Object.fromEntries(given) as Record<string, string> });
      continue;
    }
    write(runner, { "step.sh": step.run! });
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value, context)]);
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", join(runner, "step.sh")],
      {
        cwd: folder,
        encoding: "utf8",
        env: {
          ...process.env,
          PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter),
          NO_COLOR: "1",
          RUNNER_TEMP: runner,
          GITHUB_OUTPUT: join(runner, "output"),
          GITHUB_STEP_SUMMARY: join(runner, "summary"),
          GITHUB_REPOSITORY: "owner/project",
          GH_LOG: join(runner, "gh.log"),
          ...(Object.fromEntries(own) as Record<string, string>),
        },
      },
    );
    log += stdout + stderr;
    code = status ?? 1;
    for (const line of read(runner, "output").split("\n").filter(Boolean)) {
      const [name = "", value = ""] = line.split(/=(.*)/s);
      context.set(`steps.${step.id}.outputs.${name}`, value);
    }
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, context)]);
  return {
    code,
    log,
    outputs: Object.fromEntries(outputs) as Record<string, string>,
    summary: read(runner, "summary"),
    used,
    gh: read(runner, "gh.log"),
  };
}

/** Writes its arguments down, and the body that it is given; answers the ids of comments. */
const fakeGh = (comments: string): string => `#!/usr/bin/env bash
printf '%q ' "$@" >> "$GH_LOG"
echo >> "$GH_LOG"
for part in "$@"; do case "$part" in body=@*) cat "\${part#body=@}" >> "$GH_LOG" ;; esac; done
${comments}
`;

/** A git repository with a document in its first commit, ifmatch as npm links it, and a `gh`. */
function project(api: object = jobsApi(), comments = "true"): string {
  const folder = workspace({
    "schema.json": api,
    "package.json": {},
    "bin/gh": fakeGh(comments),
    "node_modules/.bin/ifmatch": `#!/usr/bin/env bash
exec node --import ${JSON.stringify(join(repository, "node_modules/tsx/dist/esm/index.mjs"))} ${JSON.stringify(join(repository, "generator/cli/bin.ts"))} "$@"
`,
    ".gitignore": "node_modules\n",
  });
  for (const path of ["bin/gh", "node_modules/.bin/ifmatch"]) chmodSync(join(folder, path), 0o755);
  mkdirSync(join(folder, ".home"));
  git(folder, "init", "--quiet", "--initial-branch=main");
  commit(folder);
  return folder;
}

const git = (folder: string, ...parameters: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...parameters], {
    cwd: folder,
    encoding: "utf8",
  }).trim();

function commit(folder: string): string {
  git(folder, "add", "-A");
  git(folder, "commit", "--quiet", "-m", "state");
  return git(folder, "rev-parse", "HEAD");
}

const unprotected = (): object =>
  JSON.parse(JSON.stringify(jobsApi()).replaceAll("Concurrency is controlled", "Nothing is controlled")) as object;

describe("action.yml", () => {
  test("is a composite action; no script has an expression in it, each has a shell, and each action is pinned", () => {
    expect(action.runs.using).toBe("composite");
    for (const step of steps) {
      if (step.uses === undefined) {
        expect(step.shell).toBe("bash");
        expect(step.run).not.toContain("${{");
      } else expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
    }
  });

  test("uses every input", () => {
    const text = readFileSync(join(repository, "action.yml"), "utf8");
    for (const name of Object.keys(action.inputs)) expect(text).toMatch(new RegExp(`\\$\\{\\{.*inputs\\.${name}\\b`));
  });
});

describe("command: check", { tags: ["at-length", "git", "bash"] }, () => {
  test("passes with a client that is up to date, and fails with 1 and the diff without", () => {
    const folder = project();
    const missing = runAction(folder, { command: "check", schema: "schema.json" });
    expect(missing.code).toBe(1);
    expect(missing.outputs).toEqual({ "exit-code": "1", sarif: "", report: "" });
    expect(missing.log).toContain("generated/ is out of date");
    execFileSync(join(folder, "node_modules/.bin/ifmatch"), ["generate", "schema.json"], { cwd: folder });
    const present = runAction(folder, { command: "check", schema: "schema.json" });
    expect({ code: present.code, used: present.used, gh: present.gh }).toEqual({ code: 0, used: [], gh: "" });
  });
});

describe("command: lint", { tags: ["at-length", "git", "bash"] }, () => {
  test("annotates, uploads SARIF, writes the summary, and fails as the linter does", () => {
    const folder = project();
    const { code, outputs, used, log, summary } = runAction(folder, { command: "lint", "fail-on": "warning" });
    expect({ code, exit: outputs["exit-code"] }).toEqual({ code: 1, exit: "1" });
    expect(log).toMatch(/^::(?:warning|error) .*file=schema\.json/m);
    expect(used).toEqual([
      {
        uses: expect.stringMatching(/^github\/codeql-action\/upload-sarif@/),
        with: { sarif_file: outputs["sarif"], category: "ifmatch" },
      },
    ]);
    expect(JSON.parse(readFileSync(outputs["sarif"]!, "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(summary).toBe(readFileSync(outputs["report"]!, "utf8"));
    expect(summary).not.toBe("");
    const quiet = runAction(folder, { command: "lint", "fail-on": "never", "upload-sarif": "false" });
    expect({ code: quiet.code, used: quiet.used }).toEqual({ code: 0, used: [] });
  });

  test("with a base leaves out what was there", () => {
    const folder = project();
    const { code } = runAction(folder, { command: "lint", "fail-on": "warning", base: "main" });
    expect(code).toBe(0);
  });
});

describe("command: diff", { tags: ["at-length", "git", "bash"] }, () => {
  test("comments on the pull request what changed, and fails where protection was lost", () => {
    const folder = project();
    const base = git(folder, "rev-parse", "HEAD");
    write(folder, { "schema.json": unprotected() });
    commit(folder);
    const { code, gh, summary } = runAction(folder, { command: "diff", schema: "schema.json" }, { number: "7", base });
    expect(code).toBe(1);
    expect(gh).toContain("api --paginate repos/owner/project/issues/7/comments");
    expect(gh).toMatch(/^api repos\/owner\/project\/issues\/7\/comments -F body=@/m);
    expect(gh).toContain("<!-- ifmatch diff -->");
    expect(gh).toContain("protection");
    expect(summary).toContain("<!-- ifmatch diff -->");
  });

  test("changes its earlier comment, and is content with a token that may not comment", () => {
    const folder = project(jobsApi(), 'case "$*" in *--paginate*) printf "11\\n12\\n" ;; esac');
    const base = git(folder, "rev-parse", "HEAD");
    const again = runAction(folder, { command: "diff", schema: "schema.json" }, { number: "7", base });
    expect(again.code).toBe(0);
    expect(again.gh).toMatch(/^api -X PATCH repos\/owner\/project\/issues\/comments\/11 -F body=@/m);
    write(folder, { "bin/gh": fakeGh("exit 1") });
    const refused = runAction(folder, { command: "diff", schema: "schema.json" }, { number: "7", base });
    expect(refused.code).toBe(0);
    expect(refused.log).toContain("::warning::ifmatch could not comment");
    const silent = runAction(
      folder,
      { command: "diff", schema: "schema.json", comment: "false" },
      { number: "7", base },
    );
    expect({ code: silent.code, gh: silent.gh }).toEqual({ code: 0, gh: "" });
  });

  test("fetches the other side into a shallow checkout", () => {
    const origin = project();
    const base = git(origin, "rev-parse", "HEAD");
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true");
    git(origin, "checkout", "--quiet", "-b", "topic");
    write(origin, { "schema.json": unprotected() });
    commit(origin);
    const shallow = workspace();
    git(shallow, "clone", "--quiet", "--depth=1", "--branch=topic", `file://${origin}`, "app");
    const folder = join(shallow, "app");
    write(folder, { "node_modules/.bin/ifmatch": read(origin, "node_modules/.bin/ifmatch") });
    chmodSync(join(folder, "node_modules/.bin/ifmatch"), 0o755);
    expect(() => git(folder, "cat-file", "-e", base)).toThrow("Command failed");
    for (const side of [{ event: { base } }, { inputs: { base: "main" } }]) {
      const { code, log, summary } = runAction(
        folder,
        { command: "diff", schema: "schema.json", ...side.inputs },
        side.event,
      );
      expect({ code, log }).toEqual({ code: 1, log: expect.any(String) });
      expect(summary).toContain("protection");
    }
  });

  test("without a revision to compare with is an error", () => {
    const { code, log } = runAction(project(), { command: "diff" });
    expect({ code, log }).toEqual({
      code: 2,
      log: expect.stringContaining("::error::command: diff needs an input base"),
    });
  });
});

describe("no text becomes a command", { tags: ["at-length", "git", "bash"] }, () => {
  const hostile = "$(touch pwned)`touch pwned`'; touch pwned; \"${{ github.token }}";

  test.for(["command", "schema", "config", "base", "fail-on"])("of the input %s", (name) => {
    const folder = project();
    const inputs = { command: "lint", schema: "schema.json", [name]: hostile };
    expect(runAction(folder, inputs).code).not.toBe(0);
    expect(runAction(folder, { ...inputs, [name]: "--upload-pack=touch pwned" }).code).not.toBe(0);
    expect(listing(folder)).not.toContain("pwned");
  });

  test("of the document, which the comment shows as text", () => {
    const folder = project();
    const base = git(folder, "rev-parse", "HEAD");
    const text = JSON.stringify(unprotected()).replaceAll(
      "/jobs/",
      `/jobs${JSON.stringify(hostile).slice(1, -1)}@everyone/`,
    );
    write(folder, { "schema.json": text });
    const { gh } = runAction(folder, { command: "diff", schema: "schema.json" }, { number: "7", base });
    expect(gh).toContain("<!-- ifmatch diff -->");
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });
});

describe(".pre-commit-hooks.yaml", () => {
  interface Hook {
    readonly id: string;
    readonly entry: string;
    readonly language: string;
    readonly files: string;
    readonly pass_filenames: boolean;
  }
  const hooks = parse(readFileSync(join(repository, ".pre-commit-hooks.yaml"), "utf8")) as Hook[];

  test("has hooks that take no file names, and run where the config, a document or the output changes", () => {
    expect(hooks.map(({ id }) => id)).toEqual(["ifmatch-generate-check", "ifmatch-lint"]);
    for (const { files, pass_filenames: passes, language } of hooks) {
      expect({ passes, language }).toEqual({ passes: false, language: "system" });
      for (const path of ["schema/schema.yml", "api.json", "ifmatch.config.ts"])
        expect(path).toMatch(new RegExp(files));
    }
    expect("src/api/client.ts").toMatch(new RegExp(hooks[0]!.files));
    expect("src/api/client.ts").not.toMatch(new RegExp(hooks[1]!.files));
  });

  test("what the first one runs fails where the client is stale", { tags: ["at-length", "git", "bash"] }, () => {
    const folder = project();
    const commandLine = hooks[0]!.entry.split(" ") as [string, ...string[]];
    const check = (): number | null => spawnSync(commandLine[0], commandLine.slice(1), { cwd: folder }).status;
    expect(check()).toBe(1);
    execFileSync(join(folder, "node_modules/.bin/ifmatch"), ["generate"], { cwd: folder });
    expect(check()).toBe(0);
  });
});
