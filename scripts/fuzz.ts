/**
 * `npm run fuzz -- 60 1234`: runs the command line on random documents, configs and arguments for that many minutes
 * (default: 60), from that seed on. What breaks a promise is shrunk and saved below `.tmp/fuzz`, and a case that never
 * ends is `.tmp/fuzz/running.json`.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { anyCase, brokenPromises, type Case } from "../test/fuzz/case.js";

const [minutes = 60, first = Math.floor(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number);
if (!(minutes > 0) || !Number.isInteger(first)) throw new Error("Usage: npm run fuzz -- [minutes] [seed]");
const folder = fileURLToPath(new URL("../.tmp/fuzz/", import.meta.url));
const running = join(folder, "running.json");
mkdirSync(folder, { recursive: true });

/** CPU seconds; longer than any honest case takes, so worth a look. */
const SLOW = 5;
/** How long a failure is made smaller. */
const SHRINKING_MS = 60_000;
const end = Date.now() + minutes * 60_000;
const known = new Set<string>();
let runs = 0;
/** When the failure of this seed, if there is one, is small enough. */
let shrunk = Infinity;

/** What makes two failures the same: the kind, without the names in it. */
const kindOf = (problems: readonly string[]): string => (problems[0] ?? "").split("\n")[0]!.slice(0, 120);

async function check(one: Case): Promise<boolean> {
  if (Date.now() > shrunk) return true;
  runs++;
  writeFileSync(running, JSON.stringify(one));
  const before = process.cpuUsage();
  const problems = await brokenPromises(one);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  // The first ones load the commands.
  if (runs > 100 && seconds > SLOW) save(`slow-${seed}-${runs}`, one, [`took ${seconds.toFixed(1)} CPU s`]);
  if (problems.length === 0 || known.has(kindOf(problems))) return true;
  if (shrunk === Infinity) {
    shrunk = Date.now() + SHRINKING_MS;
    save(`seed-${seed}-whole`, one, problems);
  }
  return false;
}

function save(name: string, one: Case, problems: readonly string[]): void {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ ...one, problems }, undefined, 2)}\n`);
  console.log(`${file}: ${problems.join("\n")}`);
}

let seed = first;
for (; Date.now() < end; seed++) {
  shrunk = Infinity;
  const result = await fc.check(fc.asyncProperty(anyCase, check), {
    seed,
    numRuns: 300,
    interruptAfterTimeLimit: Math.max(1, end - Date.now()),
  });
  const [found] = result.counterexample ?? [];
  if (found !== undefined) {
    const problems = await brokenPromises(found);
    known.add(kindOf(problems));
    save(`seed-${seed}`, found, problems);
  }
  console.log(`seed ${seed}: ${runs} cases so far, ${known.size} failures of different kinds`);
}
rmSync(running);
process.exitCode = known.size === 0 ? 0 : 1;
