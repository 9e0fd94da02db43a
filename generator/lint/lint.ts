import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createConfig, lintDocument as redoclyLint, loadIgnoreConfig, type Source } from "@redocly/openapi-core";
import type { ClientJob } from "../config/load.js";
import { ConfigError, RefusedError } from "../diagnostics.js";
import { asBroken, isSchemaName, refuseCircles, toDiagnostics } from "../load/bundle-problems.js";
import { filesOf } from "../load/load.js";
import { placeIn } from "../load/source-places.js";
import { openFiles, type OpenOptions, withShownPositions } from "../open-model.js";
import { prepareDetector } from "../model/pattern-growth.js";
import type { Place } from "./assemble.js";
import type { Contract, ContractOperation } from "../contract/contract.js";
import { compareFindings, type Finding, type FindingOperation, type FindingPlace } from "./finding.js";
import { createPlugin, PLUGIN_ID, RuleFailure, severities } from "./plugin.js";
import type { LintRun, Refusal } from "./lint-run.js";
import { readRedoclyRules } from "./redocly-config.js";
import type { Problem, RuleSeverity } from "./rule.js";
import { checkRuleIds } from "./rule-ids.js";
import { changesFor, type FindingRepair } from "./repairs.js";
import { settingsOf } from "./settings.js";

export interface LintOptions extends OpenOptions {
  /** Enable every rule at its strictest severity, ignoring redocly.yaml. */
  readonly strict?: boolean;
  /** Folder in which redocly.yaml is looked for; none is read without it. */
  readonly folder?: string;
  /** `2026-11-21`, for suppressions that run out. Default: today. */
  readonly today?: string;
  /** Tell how findings can be mended, too. */
  readonly repairs?: boolean;
}

export interface LintResult {
  /** Absolute path of the root file. */
  readonly file: string;
  /** Every file that was read, the root first. */
  readonly files: readonly string[];
  /** As the file says: `2.0`, `3.0.3`. */
  readonly version: string;
  /** Ids of the rules that looked at it: those that are not off. */
  readonly rules: readonly string[];
  /** The root file first, then by line. */
  readonly findings: readonly Finding[];
  /** Text of each file that a finding speaks of, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the rules looked at; `undefined` where every rule is off. */
  readonly contract: Contract | undefined;
  /** Of the findings that can be mended surely; empty unless asked for. */
  readonly repairs: readonly FindingRepair[];
}

/** What our plugin knows of a problem, and Redocly's format has no room for. */
interface Detail {
  readonly rule: string;
  readonly problem: Problem;
  readonly related: readonly Place[];
  readonly run: LintRun;
}

/**
 * Runs the rules over one client's document, through openapi-core and with the files confined as for generating:
 * each is read and parsed once.
 *
 * @throws {RefusedError} for a document that would be refused; {ConfigError} for a config that does not fit.
 */
export async function lintDocument(job: ClientJob, options: LintOptions = {}): Promise<LintResult> {
  const { config } = job;
  const rules = await ruleSeverities(job, options);
  const opened = await openFiles(job, options);
  const { file, version, document, resolver } = opened;
  let contract: Contract | undefined;
  const details = new Map<string, Detail>();
  const refused: Refusal[] = [];
  const plugin = createPlugin({
    settings: () => settingsOf(config, options.today),
    observe: (rule, message, place, problem, related, run) =>
      details.set(detailKey(PLUGIN_ID, rule.id, message, place), { rule: rule.id, problem, related, run }),
    refuse: (refusal) => void refused.push(refusal),
    onContract: (found) => void (contract = found),
  });
  const redoclyConfig = await createConfig(
    { plugins: [plugin], rules: { "no-unresolved-refs": "error", ...rules } },
    { ignore: await readIgnored(options.folder) },
  );
  // Rules wait for nothing.
  resolver.whenParsed = prepareDetector;
  await prepareDetector(document.parsed);
  const found = await withShownPositions(options, () => {
    refuseCircles(resolver);
    return redoclyLint({ document, config: redoclyConfig, externalRefResolver: resolver }).catch((error: unknown) => {
      throw error instanceof ConfigError || error instanceof RuleFailure ? error : asBroken(error, opened);
    });
  });
  const isBroken = ({ ruleId }: RedoclyProblem): boolean => ruleId === "no-unresolved-refs";
  const problems = found.filter((one) => !isBroken(one) || !isSchemaName(one, resolver));
  const broken = problems.filter(isBroken);
  await withShownPositions(options, () => {
    if (broken.length > 0) throw new RefusedError(toDiagnostics(broken, resolver));
    if (refused.length > 0) throw new RefusedError(refused.map(withPosition));
  });
  const findings = problems
    .filter(({ ignored }) => ignored !== true)
    .map((problem) => toFinding(problem, details))
    .sort(compareFindings(file));
  const sources = new Map([...resolver.sources].map(([name, { source }]) => [name, source.body]));
  const repairs =
    options.repairs === true && version !== "2.0"
      ? problems.filter(({ ignored }) => ignored !== true).flatMap((problem) => repairOf(problem, details))
      : [];
  const ran = Object.entries(rules).filter(([, severity]) => severity !== "off");
  return {
    file,
    files: filesOf(file, resolver),
    version,
    rules: ran.map(([id]) => id.slice(PLUGIN_ID.length + 1)),
    findings,
    sources,
    contract,
    repairs,
  };
}

/** The preset, or what redocly.yaml says; then the config's own word. */
async function ruleSeverities(job: ClientJob, options: LintOptions): Promise<Record<string, RuleSeverity>> {
  const preset = severities(options.strict ? "strict" : "recommended");
  const redocly =
    options.strict || options.folder === undefined ? undefined : await readRedoclyRules(options.folder, job.input);
  const own = Object.entries(job.config.lint.rules);
  checkRuleIds(
    own.map(([id]) => id),
    "lint.rules of the config",
  );
  return {
    ...(redocly ?? preset),
    ...Object.fromEntries(own.map(([id, severity]) => [`${PLUGIN_ID}/${id}`, severity])),
  };
}

/** `.redocly.lint-ignore.yaml`, which `redocly lint --generate-ignore-file` writes. */
async function readIgnored(folder: string | undefined) {
  const name = ".redocly.lint-ignore.yaml";
  if (folder === undefined || !existsSync(resolve(folder, name))) return {};
  const { BaseResolver } = await import("@redocly/openapi-core");
  return loadIgnoreConfig(resolve(folder, "redocly.yaml"), new BaseResolver());
}

type RedoclyProblem = Awaited<ReturnType<typeof redoclyLint>>[number];

const detailKey = (plugin: string, rule: string, message: string, { source, pointer }: Place): string =>
  [`${plugin}/${rule}`, message, source.absoluteRef, pointer].join("\n");

function toFinding({ ruleId, message, severity, location }: RedoclyProblem, details: Map<string, Detail>): Finding {
  const place = location[0] as Place;
  const { rule, problem, related } = detailOf({ ruleId, message, location }, details);
  const { start, end } = lines(place);
  const { operation, shared = [] } = problem;
  return {
    rule,
    severity: severity === "error" ? "error" : "warning",
    message: problem.message,
    help: problem.help,
    ...start,
    ...(end > start.line && { endLine: end }),
    pointer: place.pointer,
    ...(operation && { operation: toOperation(operation) }),
    ...(shared.length > 1 && { operations: shared.map(toOperation) }),
    ...(related.length > 0 && {
      related: related.map((one, index) => ({ message: problem.related![index]!.message, ...lines(one).start })),
    }),
  };
}

const toOperation = ({ raw }: ContractOperation): FindingOperation => ({
  method: raw.method,
  path: raw.writtenPath,
  ...(raw.named && { operationId: raw.id }),
});
const detailOf = (
  { ruleId, message, location }: Pick<RedoclyProblem, "ruleId" | "message" | "location">,
  details: Map<string, Detail>,
): Detail => {
  const { source, pointer } = location[0] as Place;
  return details.get([ruleId, message, source.absoluteRef, pointer].join("\n"))!;
};

function repairOf(problem: RedoclyProblem, details: Map<string, Detail>): FindingRepair[] {
  const detail = detailOf(problem, details);
  const changes = detail.problem.repair === undefined ? [] : changesFor(detail.problem.repair, detail.run);
  return changes.length === 0 ? [] : [{ finding: toFinding(problem, details), changes }];
}

/** The node's key, and the last line of its value. */
function lines({ source, pointer }: Place): { start: FindingPlace; end: number } {
  const { start, end } = placeIn(source as Source, pointer);
  return { start: { file: source.absoluteRef, ...start }, end: end.line };
}

function withPosition({ diagnostic, place }: Refusal) {
  return place ? { ...diagnostic, at: lines(place).start } : diagnostic;
}
