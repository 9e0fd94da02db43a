#!/usr/bin/env node
import { nodeVersionError } from "./node-version.js";

// Everything else is loaded after the check: an old Node fails to parse it, or fails in the middle of a run.
const problem = nodeVersionError(process.versions.node);
if (problem === undefined) {
  void import("./compile-cache.js")
    .then(({ useCompileCache }) => useCompileCache(import.meta.url))
    .then(() => import("./run.js"))
    .then(({ run }) => run());
} else {
  process.stderr.write(`error  ${problem}\n`);
  process.exitCode = 2;
}
