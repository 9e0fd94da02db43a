/** Generation: in full, with nothing changed, and with one description edited, beside other generators. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { otherGenerators, peerNames } from "./peer-programs.js";
import { builtProgram } from "./places.js";
import { interleaved, median, type Sample, type Side, spread } from "./processes.js";
import type { Table } from "./table.js";

/** What each side is called; all others are divided by the first. */
const names = {
  ...peerNames,
  full: "ifmatch",
  edited: "ifmatch, one description edited",
  unchanged: "ifmatch, nothing changed",
  check: "ifmatch --check, nothing changed",
} as const;

/** @param peers Whether other generators are installed. */
export function generation(name: string, document: string, rounds: number, peers: boolean): Table {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-bench-"));
  try {
    const samples = interleaved(sides(folder, document, peers), rounds);
    return { title: `Generation: ${name}`, head: ["", "CPU s", "wall s", "MiB", "CPU, ratio"], rows: rows(samples) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rows(samples: ReadonlyMap<string, readonly Sample[]>): string[][] {
  const first = median([...samples.values()][0]!.map(({ cpu }) => cpu));
  return [...samples].map(([side, all]) => [
    side,
    spread(all.map(({ cpu }) => cpu)),
    median(all.map(({ wall }) => wall)).toFixed(2),
    Math.max(...all.map(({ mib }) => mib)).toFixed(0),
    (median(all.map(({ cpu }) => cpu)) / first).toFixed(2),
  ]);
}

function sides(folder: string, document: string, peers: boolean): Side[] {
  const input = `schema${extname(document)}`;
  const text = readFileSync(document, "utf8");
  const project = (side: string, files: Readonly<Record<string, string>>): string => {
    const path = join(folder, side);
    mkdirSync(path, { recursive: true });
    for (const [file, content] of Object.entries({ [input]: text, ...files })) writeFileSync(join(path, file), content);
    return path;
  };
  const program = builtProgram();
  const generate = [program, "generate", input, "-o", "out", "--silent"];
  const fresh = project("full", {});
  // A record of the last run is kept only where there is a place for it.
  const kept = project("kept", { "package.json": "{}" });
  mkdirSync(join(kept, "node_modules"), { recursive: true });
  let edits = 0;
  const edited = project("edited", {});
  const ours: Side[] = [
    {
      name: names.full,
      program: generate,
      cwd: fresh,
      before: () => rmSync(join(fresh, "out"), { recursive: true, force: true }),
    },
    {
      name: names.edited,
      program: generate,
      cwd: edited,
      before: () => writeFileSync(join(edited, input), edit(text, edits++)),
    },
    { name: names.unchanged, program: generate, cwd: kept },
    { name: names.check, program: [program, "generate", input, "-o", "out", "--check"], cwd: kept },
  ];
  // The first run makes the record, and is not measured.
  interleaved([ours[2]!, ours[1]!], 1);
  return peers ? [...otherGenerators(project, input), ...ours] : ours;
}

/** The first description that is there, another one each time. */
const edit = (text: string, round: number): string =>
  text.replace(/("?description"?: "?)(?=\w)/, `$1Edited ${round}. `);
