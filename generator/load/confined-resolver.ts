import { isAbsolute, relative, sep } from "node:path";
import { BaseResolver, type Document, ResolveError, Source } from "@redocly/openapi-core";
import type { DocumentFiles } from "./files.js";
import { Budget, LimitError, type Limits } from "./limits.js";
import { hideLiterals } from "./literals.js";
import { decodeText, parseSource } from "./parse.js";
import { ParseError } from "./parse-error.js";

export interface ResolverOptions {
  /** References may reach files below this folder only (its real path). */
  readonly root: string;
  /** Origins from which references may be fetched, such as `https://example.com`. None by default. */
  readonly allowRemote: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  readonly files: DocumentFiles;
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * Resolves `$ref`s inside a confinement: no network, nothing outside the document's folder, a budget
 * of files. Symbolic links are followed before the check, and redirects after each hop.
 */
export class ConfinedResolver extends BaseResolver {
  readonly #options: ResolverOptions;
  readonly #budget: Budget;
  readonly sources = new Map<string, Document>();
  /** Files that are no YAML or JSON, and so no part of the document. */
  readonly broken: ParseError[] = [];
  /** Set once the document has cost more than it may: nothing is read from then on. */
  exceeded: LimitError | undefined;
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
      const document = { source, parsed: parseSource(source, this.#budget) };
      if (hideLiterals(document.parsed, !isRoot)) this.hasLiterals = true;
      this.sources.set(source.absoluteRef, document);
      return document;
    } catch (error) {
      throw this.#remember(error);
    }
  }

  #remember(error: unknown): unknown {
    if (error instanceof LimitError) this.exceeded ??= error;
    else if (error instanceof ParseError) this.broken.push(error);
    return error;
  }

  async #read(path: string): Promise<Uint8Array> {
    const { root, files } = this.#options;
    const real = await files.realpath(path).catch(() => {
      throw new Error(`there is no file ${files.nameOf(path)}`);
    });
    const inside = relative(root, real);
    if (isAbsolute(inside) || inside === ".." || inside.startsWith(`..${sep}`)) {
      throw new Error(
        `${files.nameOf(path)} is outside the document's folder ${files.nameOf(root)}; move it inside, or bundle the document first`,
      );
    }
    return files.read(real, (bytes) => this.#budget.takeBytes(bytes));
  }

  async #fetch(reference: string): Promise<Uint8Array> {
    let url = new URL(reference);
    for (let hops = 0; hops < 5; hops++) {
      if (!/^https?:$/.test(url.protocol) || !this.#options.allowRemote.includes(url.origin)) {
        throw new Error(`references to other hosts are off; allow this one with --allow-remote ${url.origin}`);
      }
      const response = await this.#options.fetch(url, { redirect: "manual", signal: AbortSignal.timeout(30_000) });
      const location = response.headers.get("location");
      if (response.status < 300 || response.status > 399 || location === null) {
        if (!response.ok) throw new Error(`${url.href} answered ${response.status}`);
        return this.#receive(response);
      }
      url = new URL(location, url);
    }
    throw new Error(`${reference} redirects too often`);
  }

  /** Counts while bytes arrive: a length may be missing, or a lie. */
  async #receive({ body }: Response): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      this.#budget.takeBytes(chunk.byteLength);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
