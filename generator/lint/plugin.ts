import type { Plugin, UserContext } from "@redocly/openapi-core";
import { ConfigError, refuseForbidden, RefusedError } from "../diagnostics.js";
import type { JsonObject } from "../load/pointer.js";
import { assemble, type Place, type Resolve } from "./assemble.js";
import {
  Contract,
  type ContractOptions,
  isConditional,
  isTagged,
  type ContractOperation,
} from "../contract/contract.js";
import type { LintRun, Refusal } from "./lint-run.js";
import type { Problem, Report, Rule, RuleSeverity, RuleVisitor } from "./rule.js";
import { rules } from "./rules/index.js";
import { type SuppressionEntry, Suppressions } from "./suppressions.js";

export const PLUGIN_ID = "ifmatch";

export interface LintSettings {
  readonly contract: ContractOptions;
  readonly suppress: readonly SuppressionEntry[];
  /** `2026-11-21`: suppressions run out. */
  readonly today: string;
}

export interface PluginOptions {
  /** By absolute path of the root file. */
  readonly settings: (file: string) => LintSettings;
  /** Told of every problem, with what Redocly has no room for. */
  readonly observe?: (
    rule: Rule,
    message: string,
    place: Place,
    problem: Problem,
    related: readonly Place[],
    run: LintRun,
  ) => void;
  /** Told of each reason to refuse the document, once. */
  readonly refuse?: (refusal: Refusal) => void;
  /** Told of the contract, before any rule looks at it. */
  readonly onContract?: (contract: Contract) => void;
}

/** The rules as Redocly takes them: each one visitor that looks at the contract instead of the syntax. */
export function createPlugin(options: PluginOptions): Plugin {
  const runs = new WeakMap<object, LintRun>();
  const runOf = (root: JsonObject, context: UserContext): LintRun => {
    const known = runs.get(root);
    if (known) return known;
    const run = startRun(root, context, options);
    runs.set(root, run);
    return run;
  };
  const visitors = Object.fromEntries(
    rules.map((rule) => [
      rule.id,
      () => ({
        Root: {
          enter: (root: unknown, context: UserContext): void => {
            const run = runOf(root as JsonObject, context);
            run.ran.add(rule.id);
            look(rule, run, options, () => visit(rule, run, reporter(rule, run, context, options)));
          },
          leave: (root: unknown, context: UserContext): void => {
            const run = runOf(root as JsonObject, context);
            look(rule, run, options, () => rule.visitor.end?.(run, reporter(rule, run, context, options)));
          },
        },
      }),
    ]),
  );
  return {
    id: PLUGIN_ID,
    rules: { oas3: visitors, oas2: visitors },
    configs: { recommended: { rules: severities("recommended") }, strict: { rules: severities("strict") } },
  };
}

/** A rule that failed: our own bug, and not to be taken for a fault of the document. */
export class RuleFailure extends Error {
  override readonly name = "RuleFailure";
}

/** Lets a rule look. A reference that leads nowhere may meet it anywhere: that refuses the document. */
function look(rule: Rule, run: LintRun, options: PluginOptions, visitAll: () => void): void {
  try {
    visitAll();
  } catch (cause) {
    if (cause instanceof RefusedError) refuse(run, cause, options);
    else throw failure(`the rule ${rule.id}`, cause);
  }
}

const failure = (what: string, cause: unknown): unknown =>
  cause instanceof ConfigError
    ? cause
    : new RuleFailure(`${what} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });

/** Several rules meet the same fault; it is said once. */
function refuse({ refused, assembled }: LintRun, { diagnostics }: RefusedError, options: PluginOptions): void {
  const known = new Set(refused.map(({ diagnostic }) => diagnostic.message));
  for (const diagnostic of diagnostics) {
    if (known.has(diagnostic.message)) continue;
    known.add(diagnostic.message);
    const refusal = {
      diagnostic,
      place: typeof diagnostic.at === "string" ? assembled.locate(diagnostic.at) : undefined,
    };
    refused.push(refusal);
    options.refuse?.(refusal);
  }
}

/** Severities of a preset, by the name that configs use: `ifmatch/no-retrieval`. */
export function severities(preset: "recommended" | "strict"): Record<string, RuleSeverity> {
  return Object.fromEntries(rules.map((rule) => [`${PLUGIN_ID}/${rule.id}`, rule[preset]]));
}

function startRun(root: JsonObject, { location, resolve }: UserContext, options: PluginOptions): LintRun {
  const { source } = location;
  const settings = options.settings(source.absoluteRef);
  const assembled = assemble(root, source, resolve as Resolve);
  const run: LintRun = {
    assembled,
    contract: undefined,
    refused: [],
    suppressions: undefined,
    ran: new Set(),
    ruleIds,
  };
  try {
    const errors = assembled.faults.filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new RefusedError(errors);
    const contract = new Contract(assembled, settings.contract);
    refuseForbidden([...assembled.faults, ...contract.reader.diagnostics], settings.contract);
    options.onContract?.(contract);
    return { ...run, contract, suppressions: new Suppressions(contract, settings.suppress, settings.today) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw failure("reading the contract", error);
    refuse(run, error, options);
    return run;
  }
}

const ruleIds: readonly string[] = rules.map(({ id }) => id);

function visit({ visitor }: Rule, run: LintRun, report: Report): void {
  const { contract } = run;
  if (!contract) return;
  visitor.document?.(contract, report);
  for (const operation of contract.operations) visitOperation(visitor, operation, contract, report);
  for (const resource of contract.resources) visitor.resource?.(resource, contract, report);
}

function visitOperation(visitor: RuleVisitor, operation: ContractOperation, contract: Contract, report: Report): void {
  visitor.operation?.(operation, contract, report);
  if (isConditional(operation)) visitor.stateChange?.(operation, contract, report);
  if (isTagged(operation)) visitor.retrieval?.(operation, contract, report);
}

/** Passes problems on to Redocly, but for those that somebody has decided to live with. */
function reporter(rule: Rule, run: LintRun, context: UserContext, { observe }: PluginOptions): Report {
  return (problem) => {
    const owners = problem.shared ?? [problem.operation];
    // Each is asked, so that each suppression counts as used.
    const silenced = owners.filter((owner) => !rule.visitor.end && run.suppressions?.silence(rule.id, owner));
    if (silenced.length === owners.length) return;
    const place = run.assembled.locate(problem.at);
    const related = (problem.related ?? []).map(({ at }) => run.assembled.locate(at));
    const message = `${problem.message} ${problem.help}`;
    observe?.(rule, message, place, withoutSilenced(problem, silenced), related, run);
    const [from] = related;
    context.report({
      message,
      location: { ...(place as UserContext["location"]), reportOnKey: true },
      ...(from && { from: { ...(from as UserContext["location"]), reportOnKey: true } }),
    });
  };
}

/** What somebody has decided to live with is not mended either. */
function withoutSilenced(problem: Problem, silenced: readonly (ContractOperation | undefined)[]): Problem {
  const { repair } = problem;
  if (repair?.kind !== "declare" || silenced.length === 0) return problem;
  return {
    ...problem,
    repair: { ...repair, operations: repair.operations.filter((operation) => !silenced.includes(operation)) },
  };
}
