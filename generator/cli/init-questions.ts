import { ConfigError } from "../diagnostics.js";
import { printable } from "../printable.js";
import type { Answers } from "../init/answers.js";
import type { FormatterName, Project } from "../init/project.js";

const formatterNames: Readonly<Record<FormatterName, string>> = {
  prettier: "Prettier",
  biome: "Biome",
  oxfmt: "oxfmt",
};

/** Asks with what was found as the defaults; `undefined` when the user cancels. @throws {ConfigError} without a terminal. */
export async function ask(project: Project, defaults: Answers, asksForInput: boolean): Promise<Answers | undefined> {
  if (!process.stdin.isTTY)
    throw new ConfigError(
      "init asks questions, but this is not a terminal. Use `ifmatch init --yes`, with --schema and --output as needed.",
    );
  const { isCancel, select, text } = await import("@clack/prompts");
  const input = asksForInput ? await askForInput(project, defaults.input) : defaults.input;
  if (input === undefined) return undefined;
  const output = await text({
    message: "Which folder should the client be written to?",
    validate: isNamed,
    initialValue: defaults.output,
  });
  if (isCancel(output)) return undefined;
  const zod = await select<Answers["zod"]>({
    message: "Generate zod schemas that validate bodies?",
    options: [
      { value: true, label: "yes, for the zod in package.json" },
      { value: "zod/mini", label: "yes, for zod/mini" },
      { value: false, label: "no" },
    ],
    initialValue: defaults.zod,
  });
  if (isCancel(zod)) return undefined;
  const runtime = await select({
    message: "Where should the client import its runtime from?",
    options: [
      { value: "package" as const, label: "a package: @ifmatch/runtime if it is installed, else ifmatch" },
      { value: "inline" as const, label: "a copy in the output folder, without a dependency" },
    ],
    initialValue: defaults.runtime,
  });
  if (isCancel(runtime)) return undefined;
  if (project.formatter === undefined) return { input, output, zod, runtime, format: undefined };
  const name = formatterNames[project.formatter];
  const format = await select<FormatterName | false>({
    message: `This project uses ${name}. What about the generated files?`,
    options: [
      { value: false, label: `${name} ignores them` },
      { value: project.formatter, label: `ifmatch formats them with ${name}` },
    ],
    initialValue: false,
  });
  return isCancel(format) ? undefined : { input, output, zod, runtime, format: format === false ? undefined : format };
}

/** Of several documents one is chosen, or another is typed. */
async function askForInput({ documents }: Project, initialValue: string): Promise<string | undefined> {
  const { isCancel, select, text } = await import("@clack/prompts");
  if (documents.length > 1) {
    const choice = await select<string | null>({
      message: "Which one is the OpenAPI document?",
      options: [
        ...documents.map(({ input, from }) => ({
          value: input,
          label: printable(from === undefined ? input : `${input} (${from})`),
        })),
        { value: null, label: "another one" },
      ],
      initialValue,
    });
    if (isCancel(choice)) return undefined;
    if (choice !== null) return choice;
  }
  const typed = await text({
    message: "Where is the OpenAPI document? A file or a URL.",
    validate: isNamed,
    ...(documents.length > 1 ? {} : { initialValue }),
  });
  return isCancel(typed) ? undefined : typed;
}

/** What to say of an answer that is none. */
const isNamed = (answer: string | undefined): string | undefined =>
  answer === undefined || answer.trim() === "" ? "Please name one." : undefined;
