/** Whole processes, measured by themselves: CPU and memory, the sides taking turns, so that a busy machine slows all of them. */
import { spawnSync } from "node:child_process";

export interface Side {
  readonly name: string;
  /** A Node program and its arguments. */
  readonly program: readonly string[];
  readonly cwd: string;
  /** Makes the folder what it is to be before each run. */
  readonly before?: () => void;
}

/** Of one run: seconds of CPU and of wall time, and MiB of memory at the most. */
export interface Sample {
  readonly cpu: number;
  readonly wall: number;
  readonly mib: number;
}

// Printed by the process itself: what a parent can learn of its children differs between systems.
const usage = `data:text/javascript,${encodeURIComponent(
  `process.on("exit", () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
   process.stderr.write("\\nUSAGE " + (userCPUTime + systemCPUTime) / 1e6 + " " + maxRSS / 1024 + "\\n"); });`,
)}`;

/** Runs a Node program once, by the arguments of `node`. @throws {Error} with what it printed, if it ends with another code. */
export function measure(program: readonly string[], cwd: string, codes: readonly number[] = [0]): Sample {
  const start = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, ["--import", usage, ...program], {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  const wall = (performance.now() - start) / 1000;
  const [, cpu, mib] = /USAGE ([\d.]+) ([\d.]+)\n/.exec(stderr) ?? [];
  if (!codes.includes(status ?? -1) || cpu === undefined)
    throw new Error(`${program.join(" ")} (exit ${status}): ${stderr}${stdout}`);
  return { cpu: Number(cpu), wall, mib: Number(mib) };
}

/** Runs each side `rounds` times, in turns. What ends with another code than 0 is an error, whose output is shown. */
export function interleaved(sides: readonly Side[], rounds: number): ReadonlyMap<string, readonly Sample[]> {
  const samples = new Map(sides.map(({ name }): [string, Sample[]] => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const { name, program, cwd, before } of sides) {
      before?.();
      samples.get(name)!.push(measure(program, cwd));
    }
  return samples;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** `1.24 (1.20 to 1.31)`. */
export function spread(values: readonly number[], digits = 2): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}
