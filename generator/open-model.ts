import type { ClientJob } from "./config/load.js";
import { fillHeaders } from "./config/input-headers.js";
import type { Contract } from "./contract/contract.js";
import { type Position, refuseForbidden, RefusedError } from "./diagnostics.js";
import type { DocumentFiles } from "./load/files.js";
import { isStandardInput, isUrl } from "./load/input.js";
import type { LoadedDocument, LoadOptions } from "./load/load.js";
import type { OpenedDocument } from "./load/opened-document.js";
import { withStandardInput } from "./load/standard-input.js";
import type { Fitted } from "./model/fitting.js";
import type { ApiModel } from "./model/model.js";
import { loading } from "./trace.js";

/** What to open, and how it is read. */
export type DocumentJob = Pick<ClientJob, "input" | "config">;

export interface OpenOptions {
  /** For tests and for hosts with their own network policy. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The document itself is the subject: neither patched nor reduced. */
  readonly asWritten?: boolean;
  /** Where the files are read from: the disk (default), or a git revision. */
  readonly files?: DocumentFiles | undefined;
}

/**
 * Opens the document of a job: every command's way in. Only the document is read; the model and the contract are built
 * when they are first asked for, and each stage loads its libraries when it runs.
 *
 * @throws {RefusedError} with the position of everything that is wrong with the files.
 */
export async function openModel(job: DocumentJob, options: OpenOptions = {}): Promise<OpenModel> {
  const { loadDocument } = await loading("openapi-core, YAML", () => import("./load/load.js"));
  const document = await withShownPositions(options, () => loadDocument(job.input, loadOptions(job, options)));
  return new OpenModel(document, job.config, options);
}

/**
 * Opens the files of a job's document without bundling them: for the linter, which walks the files themselves.
 *
 * @throws {RefusedError} as `openModel` does.
 */
export async function openFiles(job: DocumentJob, options: OpenOptions = {}): Promise<OpenedDocument> {
  const { openDocument } = await import("./load/load.js");
  return withShownPositions(options, () => openDocument(job.input, loadOptions(job, options)));
}

const loadOptions = ({ input, config }: DocumentJob, { fetch, files, asWritten }: OpenOptions): LoadOptions => ({
  allowRemote: config.allowRemote,
  limits: config.limits,
  ...(!asWritten && preparations(config)),
  root: config.root,
  headers: isUrl(input) ? fillHeaders(config.inputHeaders, process.env) : {},
  ...(fetch && { fetch }),
  ...(files ? { files } : isStandardInput(input) && { files: withStandardInput(process.stdin) }),
});

/** What the config has to be done to the document; the libraries of it are loaded for those who ask for it. */
const preparations = ({ patch, include, exclude }: DocumentJob["config"]): Pick<LoadOptions, "patch" | "select"> => ({
  ...(patch.length > 0 && {
    patch: async (root) => (await import("./patch/patch.js")).patchDocument(root, patch),
  }),
  ...((include ?? exclude) !== undefined && {
    select: async (root) => (await import("./patch/select.js")).selectOperations(root, { include, exclude }),
  }),
});

/** Runs something that refuses documents with known positions, and shows them as the source of the files names them. */
export async function withShownPositions<T>({ files }: OpenOptions, run: () => T | Promise<T>): Promise<T> {
  const show = files?.display?.bind(files);
  return show ? withPositions(run, (at) => (typeof at === "string" ? at : show(at))) : run();
}

/** A document with everything that is known about it. Whatever refuses it says where. */
export class OpenModel {
  readonly document: LoadedDocument;
  readonly config: ClientJob["config"];
  readonly #files: DocumentFiles | undefined;
  #model: Promise<ApiModel> | undefined;
  #contract: Promise<Contract> | undefined;

  /** For a document that somebody else has loaded; else use `openModel`. */
  constructor(document: LoadedDocument, config: ClientJob["config"], { files }: OpenOptions = {}) {
    this.document = document;
    this.config = config;
    this.#files = files;
  }

  /** @throws {RefusedError} with positions; {ConfigError} for an override that matches nothing. */
  model(): Promise<ApiModel> {
    return (this.#model ??= this.refusing(async () => {
      const { buildModel } = await import("./model/build.js");
      await this.#prepareDetector();
      const model = buildModel(this.document, this.config);
      refuseForbidden(model.diagnostics, this.config);
      return model;
    }));
  }

  /** The model with those overrides of the config that fit the document. */
  fittingModel(): Promise<Fitted<ApiModel>> {
    return this.refusing(async () => {
      const [{ buildModel }, { withFittingOverrides }] = await Promise.all([
        import("./model/build.js"),
        import("./model/fitting.js"),
      ]);
      await this.#prepareDetector();
      return withFittingOverrides(this.config, (fitting) => {
        const model = buildModel(this.document, fitting);
        refuseForbidden(model.diagnostics, this.config);
        return model;
      });
    });
  }

  async #prepareDetector(): Promise<void> {
    const { prepareDetector } = await import("./model/pattern-growth.js");
    await prepareDetector(this.document.root);
  }

  /** @throws as `model` does. */
  contract(): Promise<Contract> {
    return (this.#contract ??= this.refusing(async () => {
      const [{ Contract }] = await Promise.all([import("./contract/contract.js"), this.#prepareDetector()]);
      const contract = new Contract(this.document, this.config);
      refuseForbidden([...this.document.diagnostics, ...contract.reader.diagnostics], this.config);
      return contract;
    }));
  }

  /** Where a pointer into the bundled document leads, as people are shown it. */
  locate(pointer: string): Position {
    const position = this.document.positions.locate(pointer);
    return this.#files?.display?.(position) ?? position;
  }

  /** Runs something that may refuse the document: the refusal gets its positions while the document is at hand. */
  refusing<T>(run: () => T | Promise<T>): Promise<T> {
    return withPositions(run, (at) => (typeof at === "string" ? this.locate(at) : at));
  }
}

async function withPositions<T>(
  run: () => T | Promise<T>,
  toPosition: (at: string | Position) => string | Position,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new RefusedError(
      error.diagnostics.map((one) => (one.at === undefined ? one : { ...one, at: toPosition(one.at) })),
    );
  }
}
