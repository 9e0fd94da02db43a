import type { ResolvedConfig } from "../config/resolved.js";
import type { FormatterName, Project } from "./project.js";

/** What is decided before anything is written. */
export interface Answers {
  readonly input: string;
  readonly output: string;
  readonly zod: ResolvedConfig["zod"];
  readonly runtime: "package" | "inline";
  /** The formatter that the output goes through; without it, formatters are told to leave it alone. */
  readonly format: FormatterName | undefined;
}

/** What a person would answer who agrees with all that was found. */
export function defaultAnswers(project: Project, input: string | undefined): Answers {
  return {
    input: input ?? project.documents[0]?.input ?? "schema/schema.yml",
    output: project.output,
    zod: project.hasZod,
    runtime: "package",
    // The formatter may not be installed here, and ignoring works all the same.
    format: undefined,
  };
}
