import { lstat, readFile, realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { BaseResolver, type Document, ResolveError, Source } from "@redocly/openapi-core";
import { dropExtensionReferences } from "./extensions.js";
import { limits } from "./limits.js";
import { decodeText, parseSource } from "./parse.js";

export interface ResolverOptions {
  /** References may reach files below this folder only (its real path). */
  readonly root: string;
  /** Origins from which references may be fetched, such as `https://example.com`. None by default. */
  readonly allowRemote: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  /** What files are to say instead of what lies on the disk, by absolute path. */
  readonly contents?: ReadonlyMap<string, Uint8Array> | undefined;
}

/**
 * Resolves `$ref`s inside a confinement: no network, nothing outside the document's folder, a budget
 * of files. Symbolic links are followed before the check, and redirects after each hop.
 */
export class ConfinedResolver extends BaseResolver {
  readonly #options: ResolverOptions;
  readonly sources = new Map<string, Document>();

  constructor(options: ResolverOptions) {
    super();
    this.#options = options;
  }

  override async loadExternalRef(reference: string): Promise<Source> {
    try {
      if (this.cache.size > limits.files) throw new Error(`the document refers to more than ${limits.files} files`);
      const bytes = /^[a-z][a-z0-9+.-]+:/i.test(reference) ? await this.#fetch(reference) : await this.#read(reference);
      return new Source(reference, decodeText(bytes));
    } catch (error) {
      throw new ResolveError(error as Error);
    }
  }

  override parseDocument(source: Source): Document {
    const document = { source, parsed: parseSource(source) };
    dropExtensionReferences(document.parsed);
    this.sources.set(source.absoluteRef, document);
    return document;
  }

  async #read(path: string): Promise<Uint8Array> {
    const real = await realpath(path).catch(() => {
      throw new Error(`there is no file ${path}`);
    });
    const inside = relative(this.#options.root, real);
    if (isAbsolute(inside) || inside === ".." || inside.startsWith(`..${sep}`)) {
      throw new Error(
        `${path} is outside the document's folder ${this.#options.root}; move it inside, or bundle the document first`,
      );
    }
    if (!(await lstat(real)).isFile()) throw new Error(`${path} is not a file`);
    return this.#options.contents?.get(path) ?? readFile(real);
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
        return new Uint8Array(await response.arrayBuffer());
      }
      url = new URL(location, url);
    }
    throw new Error(`${reference} redirects too often`);
  }
}
