import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import type { Rolldown } from "tsdown";

const name = "@redocly/openapi-core";
const index = createRequire(import.meta.url).resolve(name);

/**
 * Our files import what they use of openapi-core from the file that has it. Its index brings its rules, two validators and
 * more, which take longer to load than a small document takes to generate (docs/adr/0022-one-typescript.md).
 */
export const openapiCoreParts = (): Rolldown.Plugin => ({
  name: "openapi-core-parts",
  transform: (code, id) => (id.includes("node_modules") || !code.includes(name) ? null : fromParts(code)),
});

/** Code of ours with other imports. What is a type alone is imported from nowhere. @throws for what the index lacks. */
export function fromParts(code: string): string {
  return code.replaceAll(/^import \{([^}]*)\} from "@redocly\/openapi-core";/gm, (_, list: string) => {
    const names = list.split(",").map((one) => one.trim());
    return names
      .filter((one) => one !== "" && !one.startsWith("type "))
      .map((one) => `import { ${one} } from ${JSON.stringify(fileOf(one))};`)
      .join(" ");
  });
}

/** The file from which the index has a name, which our file may call by another. */
function fileOf(wanted: string): string {
  const [exported = ""] = wanted.split(" as ");
  const file = files().get(exported);
  if (file === undefined) throw new Error(`The index of ${name} names no file for ${exported}.`);
  return file;
}

let known: Map<string, string> | undefined;

/** By name; what it renames is left out. */
const files = (): ReadonlyMap<string, string> =>
  (known ??= new Map(
    [...readFileSync(index, "utf8").matchAll(/^export \{([^}]*)\} from '([^']*)';/gms)].flatMap(([, list, path]) =>
      list!
        .replaceAll(/\/\/.*$/gm, "")
        .split(",")
        .map((one): [string, string] => [one.trim(), join(dirname(index), path!)]),
    ),
  ));
