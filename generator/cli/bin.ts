#!/usr/bin/env node
import { nodeVersionError } from "./node-version.js";

// Everything else is loaded after the check: an old Node fails to parse it, or fails in the middle of a run.
const problem = nodeVersionError(process.versions.node);
if (problem === undefined) {
  void Promise.all([import("./compile-cache.js"), import("./optimizer.js")])
    .then(([{ useCompileCache }, { optimizeLater }]) => {
      useCompileCache(import.meta.url);
      optimizeLater();
    })
    .then(() => import("./run.js"))
    .then(({ run }) => run());
} else {
  process.stderr.write(`error  ${problem}\n`);
  process.exitCode = 2;
}
