import { createRequire } from "node:module";
import type * as tsMorph from "ts-morph";

/**
 * The TypeScript that ts-morph brings: the command line installs and loads no second one. openapi-typescript, which
 * is bundled, imports it too, under the name `typescript` (tsdown.config.ts).
 */
// `require` loads TypeScript's nine megabytes twice as fast as `import` does.
const { ts } = createRequire(import.meta.url)("ts-morph") as typeof tsMorph;

export default ts;
