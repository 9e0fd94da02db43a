/** Lints a text as `redocly lint` would, with every rule at its strictest. */
import { createConfig, getLineColLocation, lintFromString } from "@redocly/openapi-core";
import { clientSchema } from "../../generator/config/schema.js";
import { loadDetectorAnyway } from "../../generator/model/pattern-growth.js";
import { createPlugin, severities } from "../../generator/lint/plugin.js";
import { settingsOf } from "../../generator/lint/settings.js";

export interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly line: number;
  readonly pointer: string;
}

const HEAD = 'openapi: 3.0.3\ninfo: { title: Example, version: "1" }\n';

/** A document, or a fragment that begins with its paths. Lines are counted in what is given. */
export async function lintText(
  text: string,
  { config = {}, today = "2026-11-21", preset = "strict" as "recommended" | "strict" } = {},
): Promise<Found[]> {
  await loadDetectorAnyway();
  const whole = /^(openapi|swagger):/m.test(text);
  const settings = settingsOf(clientSchema.parse({ input: "schema.yml", ...config }), today);
  const problems = await lintFromString({
    source: whole ? text : `${HEAD}${text}`,
    absoluteRef: "/example/schema.yml",
    config: await createConfig({ plugins: [createPlugin({ settings: () => settings })], rules: severities(preset) }),
  });
  return problems.map(({ ruleId, severity, message, location: [place] }) => ({
    rule: ruleId.replace("ifmatch/", ""),
    severity,
    message,
    line: getLineColLocation(place!).start.line - (whole ? 0 : 2),
    pointer: place!.pointer ?? "",
  }));
}
