import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { BaseResolver, type Document, ResolveError, Source } from "@redocly/openapi-core";
import { fetchDocument } from "./fetch-document.js";
import type { DocumentFiles } from "./files.js";
import { Budget, LimitError, type Limits } from "./limits.js";
import { hideLiterals } from "./literals.js";
import { decodeText, parseSource } from "./parse.js";
import { ParseError } from "./parse-error.js";

export interface ResolverOptions {
  /** References may reach files below this folder only (its real path); none where the document was fetched. */
  readonly root: string | undefined;
  /** Origins from which references may be fetched, such as `https://example.com`. None by default. */
  readonly allowRemote: readonly string[];
  /** The origin of the document itself, where it was fetched; it gets the headers. */
  readonly home: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  readonly files: DocumentFiles;
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * Resolves `$ref`s inside a confinement: no network, nothing outside a folder, a budget
 * of files. Symbolic links are followed before the check, and redirects after each hop.
 */
export class ConfinedResolver extends BaseResolver {
  readonly #options: ResolverOptions;
  readonly #budget: Budget;
  /** The folder of each file that was reached through a symbolic link, and the folder that it is really in. */
  readonly #links: [link: string, target: string][] = [];
  readonly sources = new Map<string, Document>();
  /** Files that are no YAML or JSON, and so no part of the document. */
  readonly broken: ParseError[] = [];
  /** Set once the document has cost more than it may: nothing is read from then on. */
  exceeded: LimitError | undefined;
  /** Awaited for each file that a reference has led to, once it is parsed. */
  whenParsed: (root: unknown) => Promise<void> | undefined = () => undefined;
  /** Some file has data that `revealLiterals` has to put back. */
  hasLiterals = false;

  constructor(options: ResolverOptions) {
    super();
    this.#options = options;
    this.#budget = new Budget(options.limits);
  }

  override async loadExternalRef(reference: string): Promise<Source> {
    try {
      if (this.exceeded) throw this.exceeded;
      this.#budget.takeFile();
      const bytes = /^[a-z][a-z0-9+.-]+:/i.test(reference) ? await this.#fetch(reference) : await this.#read(reference);
      return new Source(reference, decodeText(bytes, reference));
    } catch (error) {
      throw error instanceof LimitError || error instanceof ParseError
        ? this.#remember(error)
        : new ResolveError(error as Error);
    }
  }

  override parseDocument(source: Source, isRoot = false): Document {
    try {
      const isText = !isRoot && /\.(?:md|markdown|txt)$/i.test(source.absoluteRef);
      // A description in a file of its own.
      const document = { source, parsed: isText ? source.body : parseSource(source, this.#budget) };
      if (hideLiterals(document.parsed, !isRoot)) this.hasLiterals = true;
      this.sources.set(source.absoluteRef, document);
      return document;
    } catch (error) {
      throw this.#remember(error);
    }
  }

  override async resolveDocument<T = unknown>(base: string | null, ref: string, isRoot = false) {
    const document = await super.resolveDocument<T>(base, ref, isRoot);
    if (!(document instanceof Error)) await this.whenParsed(document.parsed);
    return document;
  }

  #remember(error: unknown): unknown {
    if (error instanceof LimitError) this.exceeded ??= error;
    else if (error instanceof ParseError) this.broken.push(error);
    return error;
  }

  async #read(path: string): Promise<Uint8Array> {
    const { files } = this.#options;
    const real = await this.#realpath(path);
    this.#refuseOutside(real, path);
    return files.read(real, (bytes) => this.#budget.takeBytes(bytes));
  }

  /** Relative to a symbolic link; where nothing is there, relative to the file that the link leads to. */
  async #realpath(path: string): Promise<string> {
    const { files } = this.#options;
    const ways = [path, ...this.#links.map(([link, target]) => resolve(target, relative(link, path)))];
    for (const way of ways) {
      const real = await files.realpath(way).catch(() => undefined);
      if (real === undefined) continue;
      const [folder, target] = [dirname(path), dirname(real)];
      if (folder !== target) this.#links.push([folder, target]);
      return real;
    }
    throw new Error(`there is no file ${files.nameOf(path)}`);
  }

  #refuseOutside(real: string, path: string): void {
    const { root, files } = this.#options;
    if (root === undefined) throw new Error("a document that was fetched refers to no local file");
    const inside = relative(root, real);
    // What git keeps for itself is no part of the repository's content.
    if (!isAbsolute(inside) && ![".git", ".."].includes(inside.split(sep)[0]!)) return;
    throw new Error(
      `${files.nameOf(path)} is outside of ${files.nameOf(root)}, which references may not leave; allow another folder with --root, or bundle the document first`,
    );
  }

  #fetch(reference: string): Promise<Uint8Array> {
    const { home, headers, allowRemote, fetch } = this.#options;
    const origins = home === undefined ? allowRemote : [home, ...allowRemote];
    return fetchDocument(reference, { origins, home, headers, fetch, admit: (bytes) => this.#budget.takeBytes(bytes) });
  }
}
