import type { Document } from "@redocly/openapi-core";
import type { ConfinedResolver } from "./confined-resolver.js";

/** A root file that was read, parsed and recognised; its references have not been followed yet. */
export interface OpenedDocument {
  /** Absolute path of the root file, or its URL. */
  readonly file: string;
  /** As the file says: `2.0`, `3.0.3`, `3.1.0`, `3.2.0`. */
  readonly version: string;
  readonly document: Document;
  readonly resolver: ConfinedResolver;
}
