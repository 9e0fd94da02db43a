/**
 * Measures what `ifmatch generate` costs where nothing has changed, as a part of a run that does everything: processor time
 * of whole processes, the sides alternating. Each document is generated from in a folder of its own, with a config in
 * TypeScript.
 *
 *     npm run build && npm run -s bench:repeated -- schema/schema.yml ../shared/corpus/box.json
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
const ROUNDS = 5;

// Printed by the process itself: what a parent can learn of its children differs between systems.
const usage = `data:text/javascript,${encodeURIComponent(
  `process.on("exit", () => { const { userCPUTime, systemCPUTime } = process.resourceUsage();
   process.stderr.write("\\nUSAGE " + (userCPUTime + systemCPUTime) / 1e6); });`,
)}`;

const sides = {
  everything: [program, "generate", "--force"],
  generate: [program, "generate"],
  check: [program, "generate", "--check"],
  node: ["--eval", "0"],
} as const;

/** Seconds of processor time; the median of some rounds for each side. */
function measure(document: string): Record<keyof typeof sides, number> {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-repeated-"));
  const times: Record<keyof typeof sides, number[]> = { everything: [], generate: [], check: [], node: [] };
  try {
    const input = `schema${extname(document)}`;
    copyFileSync(document, join(folder, input));
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), "{}");
    writeFileSync(
      join(folder, "ifmatch.config.ts"),
      `import { defineConfig } from "ifmatch";\nexport default defineConfig({ input: ${JSON.stringify(input)} });\n`,
    );
    for (let round = 0; round < ROUNDS; round++)
      for (const [side, argv] of Object.entries(sides)) times[side as keyof typeof sides].push(run(folder, argv));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
  return {
    everything: median(times.everything),
    generate: median(times.generate),
    check: median(times.check),
    node: median(times.node),
  };
}

function run(cwd: string, argv: readonly string[]): number {
  const { status, stderr } = spawnSync(process.execPath, ["--import", usage, ...argv], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [, seconds] = /USAGE ([\d.]+)$/.exec(stderr) ?? [];
  if (status !== 0 || seconds === undefined) throw new Error(`${argv.join(" ")}: ${stderr}`);
  return Number(seconds);
}

for (const document of process.argv.slice(2)) {
  const { everything, generate, check, node } = measure(document);
  const part = (seconds: number): string => `${(seconds / everything).toFixed(3)} (${seconds.toFixed(2)} s)`;
  console.log(
    `${document}: everything ${everything.toFixed(2)} s; of that, generate again ${part(generate)}, check ${part(check)}, Node alone ${part(node)}`,
  );
}
