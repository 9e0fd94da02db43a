/** What the output costs a compiler: all of it, and a program that uses 20 operations. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { builtProgram, root } from "./places.js";
import { interleaved, median, spread } from "./processes.js";
import type { Table } from "./table.js";

const typescript = join(root, "node_modules/typescript/bin/tsc");
/** Its compiler is a program of its own, whose time Node does not count: it is measured by the clock. */
const native = join(root, "node_modules/typescript7/bin/tsc");

const compilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  module: "esnext",
  moduleResolution: "bundler",
  target: "es2022",
  lib: ["es2023", "dom", "dom.iterable"],
  types: [],
  paths: { "ifmatch/runtime": [join(root, "dist/runtime.d.ts")], zod: [join(root, "node_modules/zod")] },
};

export function typeCheck(name: string, document: string, rounds: number): Table {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-bench-"));
  try {
    const input = `schema${extname(document)}`;
    writeFileSync(join(folder, input), readFileSync(document));
    const run = (...program: string[]): string => {
      const { status, stdout, stderr } = spawnSync(process.execPath, program, { cwd: folder, encoding: "utf8" });
      if (status !== 0) throw new Error(`${program.join(" ")}: ${stderr}${stdout}`);
      return stdout;
    };
    run(builtProgram(), "generate", input, "-o", "out", "--silent");
    run(join(root, "node_modules/openapi-typescript/bin/cli.js"), input, "-o", "types.ts");
    writeFileSync(join(folder, "empty.ts"), "export {};\n");
    writeFileSync(join(folder, "use.ts"), usesTwenty(join(folder, "out")));
    const projects = [
      ["an empty program", "empty", ["empty.ts"]],
      ["openapi-typescript's file", "types", ["types.ts"]],
      ["ifmatch, all files", "all", ["out"]],
      ["ifmatch, 20 operations used", "use", ["use.ts"]],
    ] as const;
    for (const [, project, include] of projects)
      writeFileSync(join(folder, `${project}.json`), JSON.stringify({ compilerOptions, include }));
    const sides = (compiler: string) =>
      projects.map(([side, project]) => ({ name: side, program: [compiler, "-p", `${project}.json`], cwd: folder }));
    const old = interleaved(sides(typescript), rounds);
    const fast = interleaved(sides(native), rounds);
    const types = "openapi-typescript's file";
    const cpu = (side: string): number[] => old.get(side)!.map((sample) => sample.cpu);
    const wall = (side: string): number[] => fast.get(side)!.map((sample) => sample.wall);
    const rows = projects.map(([side, project]) => [
      side,
      spread(cpu(side)),
      (median(cpu(side)) / median(cpu(types))).toFixed(2),
      spread(wall(side)),
      (median(wall(side)) / median(wall(types))).toFixed(2),
      /Instantiations:\s+(\d+)/.exec(run(typescript, "-p", `${project}.json`, "--extendedDiagnostics"))![1]!,
    ]);
    const head = ["", "5.9: CPU s", "ratio", "7: wall s", "ratio", "instantiations (5.9)"];
    return { title: `Type-check: ${name}`, head, rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Uses the first 20 functions of the output. */
function usesTwenty(output: string): string {
  const names = readdirSync(join(output, "operations")).flatMap((file) =>
    [
      ...readFileSync(join(output, "operations", file), "utf8").matchAll(
        /^export const (\w+) = \/\* @__PURE__ \*\/ Object/gm,
      ),
    ].map(([, name]) => name!),
  );
  const used = names.slice(0, 20).join(", ");
  return `import { ${used} } from "./out/index.js";\nexport const used = [${used}];\n`;
}
