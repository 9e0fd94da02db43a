import { isRecord, own, pointer } from "../load/pointer.js";
import type { Located } from "./reader.js";

/**
 * The response headers by which a document declares an entity-tag: ETag (RFC 9110, section 8.8.3) and those that the
 * config names in `versionHeaders`. Names ignore case.
 */
export class TagHeaders {
  /** The one to declare where none is: ETag, unless the config names others only. */
  readonly preferred: string;
  readonly #names: ReadonlySet<string>;

  constructor(versionHeaders: readonly string[]) {
    this.#names = new Set(["etag", ...versionHeaders.map((name) => name.toLowerCase())]);
    this.preferred = versionHeaders.find((name) => name.toLowerCase() === "etag") ?? versionHeaders[0] ?? "ETag";
  }

  includes(name: string): boolean {
    return this.#names.has(name.toLowerCase());
  }

  /** The header by which a response declares a tag, and where it stands. */
  declaredBy({ node, at }: Located): { readonly name: string; readonly at: string } | undefined {
    const headers = own(node, "headers");
    const name = isRecord(headers) ? Object.keys(headers).find((one) => this.includes(one)) : undefined;
    return name === undefined ? undefined : { name, at: pointer(at, "headers", name) };
  }
}
