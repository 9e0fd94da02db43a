/**
 * For on-disk.test.ts: `folder lock` holds the lock of a folder until it is killed; `folder count [rounds] [size] [below]`
 * replaces that many files in `out/`, all by one text, that many times (without end if absent).
 */
import { join } from "node:path";
import { commit } from "../../generator/output/commit.js";
import { withLock } from "../../generator/output/lock.js";

const [folder = "", what = "", rounds = "Infinity", size = "2000", below = "."] = process.argv.slice(2);

if (what === "lock")
  await withLock(folder, async () => {
    process.stdout.write("locked\n");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
else
  for (let round = 0; round < Number(rounds); round++) {
    const text = `${process.pid} ${round} `.padEnd(Number(size), "x");
    const paths = Array.from({ length: Number(what) }, (_, index) => join(folder, "out", below, `${index}.ts`));
    await withLock(folder, () => commit({ written: new Map(paths.map((path) => [path, text])) }, "The output"));
    if (round === 0) process.stdout.write("written\n");
    // Most of a run is not writing.
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
