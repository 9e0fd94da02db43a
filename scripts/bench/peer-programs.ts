/** How other generators are started. */
import { peer } from "./peers.js";
import type { Side } from "./processes.js";

export const peerNames = {
  redocly: "Redocly generate-client, with zod",
  types: "openapi-typescript (types only)",
  heyApi: "hey-api, with zod",
} as const;

/** @param project Makes a folder with these files and the document in it. */
export function otherGenerators(
  project: (side: string, files: Readonly<Record<string, string>>) => string,
  input: string,
): Side[] {
  const heyApi = `export default { input: ${JSON.stringify(input)}, output: "out", plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch", "zod"] };\n`;
  return [
    {
      name: peerNames.redocly,
      program: [
        peer("@redocly/cli/bin/cli.js"),
        "generate-client",
        input,
        "-o",
        "client.ts",
        "--generator",
        "typescript",
        "--generator",
        "zod",
      ],
      cwd: project("redocly", {}),
    },
    {
      name: peerNames.types,
      program: [peer("openapi-typescript/bin/cli.js"), input, "-o", "types.ts"],
      cwd: project("types", {}),
    },
    {
      name: peerNames.heyApi,
      // What its `bin/run.js` starts as a process of its own, whose time is the one that counts.
      program: [peer("@hey-api/openapi-ts/dist/run.mjs"), "-f", "openapi-ts.config.mjs", "--silent"],
      cwd: project("hey-api", { "openapi-ts.config.mjs": heyApi }),
    },
  ];
}
