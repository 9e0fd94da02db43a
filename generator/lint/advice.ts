import type { ResourceModel } from "../model/model.js";
import type { Contract, ContractOperation } from "../contract/contract.js";

/** What to do, in the words of whoever has to do it: the schema's, the Django view's, or the config's. */

const quoted = (text: string): string => JSON.stringify(text);

/** The key of a config entry for an operation, and its value. */
export const configEntry = ({ raw }: ContractOperation, value: string): string =>
  `in ifmatch.config.ts, operations: { ${quoted(raw.named ? raw.id : `${raw.method} ${raw.writtenPath}`)}: ${value} }`;

export const IF_MATCH_PARAMETER = "{ name: If-Match, in: header, required: true, schema: { type: string } }";
const DRF_PARAMETER = 'OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True)';

/** How to say that an operation is conditional, in the way this document says it elsewhere. */
export function sayConditional(operation: ContractOperation, contract: Contract, resource: ResourceModel): string {
  const config = configEntry(operation, `{ role: "state-change", resource: ${quoted(resource.name)} }`);
  const schema = contract.usualPhrase
    ? `add the sentence "${contract.usualPhrase.sentence}" to the view's docstring, or to \`description\` in its @extend_schema`
    : `add ${IF_MATCH_PARAMETER} to its \`parameters\``;
  return `If the server checks If-Match here, ${schema}; if the schema cannot be changed, ${config}.`;
}

/** How to say that it is not, for good. */
export const sayUnconditional = (operation: ContractOperation): string =>
  `If the last write may win, say so: \`x-concurrency: none\` on the operation, or ${configEntry(operation, '{ role: "none" }')}.`;

/** How to declare something that the schema leaves out. */
export const declareHeaderParameter = `Add ${IF_MATCH_PARAMETER} to the operation's \`parameters\`; with drf-spectacular, parameters=[${DRF_PARAMETER}] in @extend_schema.`;

export const declareTagHeader = (status: string, header: string): string =>
  `Add headers: { ${header}: { description: "Entity-tag of the representation", schema: { type: string } } } to response ${status}; with drf-spectacular, OpenApiParameter(${quoted(header)}, str, OpenApiParameter.HEADER, response=[${status.replace(/\D/g, "0")}]) in @extend_schema.`;

export const declareResponse = (status: string, description: string): string =>
  `Add "${status}": { description: ${quoted(description)} } to its \`responses\`; with drf-spectacular, responses={${status}: OpenApiResponse(description=${quoted(description)})} in @extend_schema.`;

/** `DELETE /a`, `DELETE /a and GET /b`, `DELETE /a, GET /b and 3 more`. */
export function enumerate(names: readonly string[], limit = 3): string {
  const shown = names.length > limit + 1 ? names.slice(0, limit) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** Text of the document as a message quotes it. */
export const shortened = (value: string): string => (value.length > 100 ? `${value.slice(0, 97)}...` : value);
