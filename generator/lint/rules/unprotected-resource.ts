import { IF_MATCH_PARAMETER, enumerate } from "../advice.js";
import type { Contract } from "../../contract/contract.js";
import { findUnprotected, type UnprotectedResource } from "../neighbours.js";
import type { Report, Rule } from "../rule.js";

/** Below this share of protected resources the others are the rule, and are said in one finding instead of each in its own. */
const SHARE = 0.25;

export const unprotectedResource: Rule = {
  id: "unprotected-resource",
  summary: "A resource that can be read and overwritten has no precondition, while resources like it have one.",
  recommended: "warn",
  strict: "warn",
  visitor: {
    document(contract, report) {
      const resources = findUnprotected(contract);
      const { unprotected } = resources;
      const few = resources.protected < SHARE * (resources.protected + unprotected.length);
      if (few && unprotected.length > 1) reportTogether(unprotected, resources.protected, contract, report);
      else for (const resource of unprotected) reportOne(resource, contract, report);
    },
  },
};

function reportOne({ retrieval, changes, neighbour }: UnprotectedResource, contract: Contract, report: Report): void {
  const [first] = changes;
  report({
    message: `${enumerate(changes.map(({ raw }) => raw.method))} ${retrieval.raw.path} can overwrite another user's change, while ${neighbour.label} is conditional.`,
    help: `${advice(contract)}; if the last write may win, \`x-concurrency: none\` on the path says so.`,
    at: first!.raw.at,
    operation: first,
    shared: changes,
    related: [
      { message: `${neighbour.label} is conditional`, at: neighbour.raw.at },
      { message: `${retrieval.label} could yield the tag`, at: retrieval.raw.at },
    ],
  });
}

function reportTogether(
  unprotected: readonly UnprotectedResource[],
  count: number,
  contract: Contract,
  report: Report,
): void {
  const [first] = unprotected as [UnprotectedResource];
  const paths = unprotected.map(({ retrieval }) => retrieval.raw.path);
  report({
    message: `${unprotected.length} of ${unprotected.length + count} resources can be overwritten without a precondition, while ${first.neighbour.label} is conditional: ${enumerate(paths, paths.length)}.`,
    help: `${advice(contract)}; where the last write may win, \`x-concurrency: none\` on the path says so.`,
    at: first.changes[0]!.raw.at,
    operation: first.changes[0],
    shared: unprotected.flatMap(({ changes }) => changes),
    related: [
      { message: `${first.neighbour.label} is conditional`, at: first.neighbour.raw.at },
      ...unprotected.map(({ changes }) => ({ message: changes[0]!.label, at: changes[0]!.raw.at })),
    ],
  });
}

const advice = (contract: Contract): string =>
  `If the server can check If-Match here, add ${contract.usualPhrase ? `the sentence "${contract.usualPhrase.sentence}" to the docstrings of these views` : `${IF_MATCH_PARAMETER} to these operations`}`;
