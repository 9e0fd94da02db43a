/** What one client keeps while it reads more and more records. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type Chart } from "./chart.js";
import { root } from "./places.js";

export interface Soak {
  readonly calls: number;
  readonly mib: number;
}

/** @param resources Different records; every tenth with a body that is stored. */
export function soak(resources: number): Soak[] {
  const program = join(root, "scripts/bench/soak.ts");
  const args = ["--expose-gc", "--import", "tsx", program, String(resources)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`soak.ts: ${stderr}`);
  return JSON.parse(stdout) as Soak[];
}

export const soakChart = (samples: readonly Soak[]): Chart => ({
  title: "Heap of one client, MiB, after reading so many records",
  points: samples.map(({ calls, mib }) => [calls, mib]),
  label: (calls) => calls.toLocaleString("en"),
});
