import type { ApiModel, Mode, OperationModel, SchemaModel } from "../model/model.js";

/** Makes files of a model. What ifmatch itself writes is made by plugins, too (`outputs.ts`). */
export interface OutputPlugin {
  /** For messages; no two plugins of a client have the same. */
  readonly name: string;
  /** The files, in memory. What it throws refuses the whole run, and nothing is written. */
  emit(model: ApiModel, context: OutputContext): readonly OutputFile[] | Promise<readonly OutputFile[]>;
}

/** One file. Of a plugin of the config: a TypeScript module, which begins with the banner. */
export interface OutputFile {
  /** Relative to the output folder, with `/`: `urls.ts`, `routes/jobs.ts`. */
  readonly path: string;
  /** Without the banner, which says what made the file and how to make it again. */
  readonly text: string;
  /** Whether `index.ts` exports what it exports; as a text, the namespace that it does so in. */
  readonly exported?: boolean | string;
}

/** What a plugin knows besides the model, and how it prints text of the document. */
export interface OutputContext {
  /**
   * What the file at `from` imports: the runtime, another file of the output by its name without extension (`models`,
   * `client`), or the file that holds an operation.
   */
  moduleOf(wanted: "runtime" | (string & {}) | OperationModel, from: string): string;
  /** Text of the document as a string literal. */
  literal(text: string): string;
  /** Text of the document as a comment; empty for a text without words. */
  comment(text: string): string;
  /**
   * A schema as a TypeScript type, of what is read or written; the types of named schemas are those of `models.ts`,
   * imported as a namespace: `import type * as models from "./models.js"`.
   */
  typeOf(schema: SchemaModel, mode: Mode): string;
}
