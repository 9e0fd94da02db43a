/** One run of the command line on a folder that nobody would make, and the promises that it keeps all the same. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import type { ExitCode } from "../../generator/cli/exit.js";
import { forgedOutput } from "../cli/forged-output.js";
import { run } from "../cli/recording-terminal.js";
import { commandLine, config, overlay } from "./command-lines.js";
import { contents } from "./contents.js";
import { apiDocument } from "./documents.js";
import { mutate, mutation } from "./mutations.js";
import type { Json } from "./values.js";

export interface Case {
  /** The files of the folder that the command runs in. */
  readonly files: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** A document and its mutation, in JSON or YAML (which `schema.json` may hold, too), a config, and a command line. */
export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    document: apiDocument,
    mutations: fc.oneof(fc.constant([]), fc.array(mutation, { maxLength: 3 })),
    more: fc.array(mutation, { maxLength: 2 }),
    settings: fc.oneof({ weight: 1, arbitrary: config }, { weight: 1, arbitrary: fc.constant({}) }),
    patch: overlay,
    isYaml: fc.boolean(),
    argv: commandLine,
  })
  .map(({ document, mutations, more, settings, patch, isYaml, argv }) => {
    const schema = mutate(document, mutations);
    return {
      files: {
        "schema.json": isYaml ? yaml(schema) : json(schema),
        "other.json": json(mutate(schema, more)),
        "overlay.json": json(patch),
        // `init` refuses to replace one.
        ...(argv[0] !== "init" && {
          "ifmatch.config.json": json("clients" in settings ? settings : { input: "schema.json", ...settings }),
        }),
        "src/call.ts": "export const update = (api) => api.job_update({ ifMatch: etag });\n",
      },
      argv,
    };
  });

/** Keys that are no plain text are quoted by the writer; what it cannot write at all stays JSON. */
const yaml = (value: Json): string => stringify(value, { aliasDuplicateObjects: false });

export interface Verdict {
  readonly code: ExitCode;
  /** Which promises the case breaks: a line each, and none if all is well. */
  readonly broken: readonly string[];
}

export const brokenPromises = async (one: Case): Promise<readonly string[]> => (await judge(one)).broken;

export async function judge({ files, argv }: Case): Promise<Verdict> {
  // Deep enough for a `..` on the command line to stay in a folder of ours.
  const outer = realpathSync(mkdtempSync(join(tmpdir(), "ifmatch-fuzz-")));
  const folder = join(outer, "a", "b");
  const rejected: unknown[] = [];
  const remember = (reason: unknown): void => void rejected.push(reason);
  const prototypes = prototypeMembers();
  process.on("unhandledRejection", remember);
  try {
    mkdirSync(join(folder, "src"), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const before = contents(outer);
    const { code, stdout, stderr } = await run(folder, ...argv);
    await new Promise((resolve) => setImmediate(resolve));
    const said = /nothing was written/i.test(stderr) && json(contents(outer)) !== json(before);
    const broken = [
      ...(code === 4 ? [`exit code 4: ${stderr}`] : []),
      ...rejected.map((reason) => `an unhandled rejection: ${String(reason)}`),
      // What `enrich` prints is the document itself.
      ...(argv[0] === "enrich" ? [] : forgedOutput(stdout).map((found) => `standard output has ${found}`)),
      ...forgedOutput(stderr).map((found) => `standard error has ${found}`),
      ...(said ? ["it says that nothing was written, and something was"] : []),
      ...(prototypeMembers() === prototypes ? [] : ["a prototype was changed"]),
    ];
    return { code, broken };
  } finally {
    process.off("unhandledRejection", remember);
    rmSync(outer, { recursive: true, force: true });
  }
}

const prototypeMembers = (): string =>
  [Object, Array, Function, String].map((of) => Object.getOwnPropertyNames(of.prototype).join()).join(" ");
