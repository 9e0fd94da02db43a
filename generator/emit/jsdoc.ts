import type { OperationModel } from "../model/model.js";
import { commentLines } from "./encode.js";

/** What a reader learns from a function's comment: summary, description, precondition, route. */
export function operationDoc(operation: OperationModel, conditional: boolean): string[] {
  const { concurrency, id, method, named, path } = operation;
  const blocks = [
    commentLines(operation.summary),
    commentLines(operation.description),
    precondition(operation, conditional),
  ].filter((lines) => lines.length > 0);
  const text = blocks.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
  const tags = [
    // The phrase as it is searched for, in the schema and in the generated client alike.
    ...(operation.marker === undefined || concurrency.role === "none" ? [] : tag(`concurrency ${operation.marker}`)),
    ...tag(`generated from ${method} ${path}${named ? ` (${id})` : ""}`),
    ...(operation.deprecated ? ["@deprecated"] : []),
  ];
  return [...text, ...(text.length > 0 ? [""] : []), ...tags];
}

const tag = (text: string): string[] => commentLines(text, 200).map((line, index) => (index === 0 ? `@${line}` : line));

/** The precondition in one sentence. */
function precondition({ concurrency }: OperationModel, conditional: boolean): string[] {
  switch (concurrency.role) {
    case "none":
      return [];
    case "retrieval":
      return commentLines(
        conditional
          ? `Yields the entity-tag of ${article(concurrency.resource)}: pass the result on as \`ifMatch\`. What was read before is revalidated, not downloaded again.`
          : "What was read before is revalidated, not downloaded again.",
      );
    case "creation":
      return commentLines(
        `Creates ${article(concurrency.resource)}: there is nothing to match yet, and the result carries the first entity-tag.`,
      );
    case "state-change":
      return commentLines(
        (concurrency.ifMatch === "required"
          ? `Conditional: pass the ${concurrency.resource} you read as \`ifMatch\`. If another change came first, the result is \`precondition-failed\` and nothing was written.`
          : `Conditional if you say so: pass the ${concurrency.resource} you read as \`ifMatch\`, or \`null\` to overwrite whatever is there. If another change came first, the result is \`precondition-failed\` and nothing was written.`) +
          (concurrency.creates === undefined
            ? ""
            : ` A 201 carries the first entity-tag of the new ${concurrency.creates}.`),
      );
  }
}

export function article(noun: string): string {
  return `${/^[aeio]/i.test(noun) ? "an" : "a"} ${noun}`;
}
