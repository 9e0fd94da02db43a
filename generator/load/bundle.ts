import { bundle, createConfig } from "@redocly/openapi-core";
import type { OpenedDocument } from "./opened-document.js";

/** Puts the files of a document into one, in place. Loaded for documents that are more than one piece: most are not. */
export const bundleDocument = async ({ document, resolver }: OpenedDocument): ReturnType<typeof bundle> =>
  bundle({ doc: document, config: await createConfig({}), externalRefResolver: resolver });
