import { createRequire } from "node:module";
import type * as tsMorph from "ts-morph";

/** The TypeScript that ts-morph brings, complete: what is bundled for generation is a part (docs/adr/0022-one-typescript.md). */
// `require` loads TypeScript's nine megabytes twice as fast as `import` does.
const { ts } = createRequire(import.meta.url)("ts-morph") as typeof tsMorph;

export default ts;
