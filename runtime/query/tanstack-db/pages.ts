import type { GeneratedFunction } from "../../core/generated-function.js";
import { UsageError } from "../../errors.js";
import type { RequestParts } from "../../operation.js";
import type { AnyCaches } from "../caches.js";
import type { CachedBy } from "../cached.js";
import type { InfiniteSettings } from "../infinite.js";
import { readPage } from "../options.js";
import { nextPage, type PageQuery } from "../pagination.js";

/** All pages of a list, in the form of TanStack Query's infinite queries. */
export interface AllPages<F extends GeneratedFunction> {
  readonly pages: readonly CachedBy<F>[];
}

/** How a list is read to its end. */
export interface PageSettings<F extends GeneratedFunction> extends InfiniteSettings<F> {
  /** The most pages that are read; 100 if absent. A list with more of them is an error, as a part of it would mislead. */
  readonly pages?: number | undefined;
}

/**
 * Reads a list to its end.
 *
 * @throws {UsageError} when it has more pages than may be read (code `too-many-pages`).
 */
export async function readAll<F extends GeneratedFunction>(
  { client }: Pick<AnyCaches, "client">,
  read: F,
  request: RequestParts,
  { pages: most = 100, next, ...options }: PageSettings<F>,
  signal: AbortSignal | undefined,
): Promise<AllPages<F>> {
  const pages: CachedBy<F>[] = [];
  for (let query: PageQuery | undefined = { ...request.query }; query;) {
    if (pages.length === most)
      throw new UsageError(
        "too-many-pages",
        `${read.operation.id}: the list has more than ${most} pages. Ask for fewer rows (filters, a larger page), or raise \`pages\`.`,
      );
    const page: CachedBy<F> = await readPage<F>(client, read, { ...request, query }, { ...options, signal });
    pages.push(page);
    const found: PageQuery | undefined = next
      ? next(page, query)
      : nextPage(page, query, { ...pages[0]!, query: { ...request.query } });
    query = found && { ...query, ...found };
  }
  return { pages };
}
