import { markingAdvice } from "../marking-advice.js";
import type { LintReport } from "../lint-report.js";

/**
 * What to do about documents in which no operation is conditional: almost every rule starts from one that is, so that
 * "No findings" means little.
 */
export const noContract = ({ documents }: LintReport): string[] =>
  documents.flatMap(({ result: { contract } }) => {
    if (!contract || contract.operations.some(({ concurrency }) => concurrency.role === "state-change")) return [];
    const operations = contract.operations.map(({ raw }) => raw);
    return markingAdvice(operations, contract.marker);
  });
