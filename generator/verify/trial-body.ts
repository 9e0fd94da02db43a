import { isRecord } from "../load/pointer.js";
import type { ContentModel, OperationModel, PropertyModel, ResourceModel } from "../model/model.js";
import { fit, plainString, propertiesOf, sampleBody, takesNull } from "./sample.js";
import type { VerifyRun } from "./types.js";
import { Inconclusive } from "./verdict.js";

/** A body to send, and what it changes where that is known. */
export interface TrialBody {
  readonly body: unknown;
  readonly mediaType?: string;
  /** A text field of the resource, and its new value. */
  readonly field?: string;
  readonly value?: string;
}

/** Fields that people write into, the least consequential first. */
const harmless = ["notes", "note", "comment", "comments", "remarks", "memo", "description", "title", "label", "name"];

/**
 * A body for an operation: the user's, else one that changes a text field of what `current` is, else a made-up one.
 * `label` makes it different from every other.
 *
 * @throws {Inconclusive} where none can be made.
 */
export async function trialBodyFor(
  { model, options }: VerifyRun,
  operation: OperationModel,
  resource: ResourceModel,
  current: unknown,
  label: string,
): Promise<TrialBody> {
  if (Object.hasOwn(options.bodies, operation.id))
    return { body: options.bodies[operation.id], ...mediaTypeOf(operation) };
  if (!operation.body) return { body: undefined };
  const content = jsonContent(operation);
  if (!content || content.mediaType.includes("json-patch"))
    throw new Inconclusive(`A body for ${operation.id} cannot be made up: pass --body ${operation.id}=file.json.`);
  const { mediaType } = content;
  if (operation.method !== "PATCH" && operation.method !== "PUT")
    return { body: await sampleBody(model, content.schema, label), mediaType };
  // What is null, and may not be sent as null, could not be put back.
  const writable = writableFields(model, content).filter(
    ({ name, schema }) =>
      isRecord(current) && Object.hasOwn(current, name) && (current[name] !== null || takesNull(model, schema)),
  );
  const values = Object.fromEntries(writable.map(({ name }) => [name, (current as Record<string, unknown>)[name]]));
  const chosen = textField(writable, resource, current, (one) => plainString(model, one.schema) !== undefined);
  const text = chosen && plainString(model, chosen.schema);
  const changed = text && { field: chosen.name, value: fit(label, text) };
  const edit = changed ? { [changed.field]: changed.value } : {};
  // PUT repeats everything, and what was never shown is made up.
  if (operation.method === "PUT") {
    const made = (await sampleBody(model, content.schema, label)) as object;
    return { body: { ...made, ...values, ...edit }, mediaType, ...changed };
  }
  // PATCH changes one field, or repeats the plain ones: servers append to lists, and make nested records anew.
  const plain = Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value !== "object"));
  return { body: changed ? edit : plain, mediaType, ...changed };
}

/** What brings `current` back to the writable values of `original`; `undefined` where nothing differs. */
export function restoringBody(
  { model }: VerifyRun,
  operation: OperationModel,
  original: unknown,
  current: unknown,
): TrialBody | undefined {
  const content = jsonContent(operation);
  if (!content || !isRecord(original) || !isRecord(current)) return undefined;
  const shown = writableFields(model, content).filter(({ name }) => Object.hasOwn(original, name));
  const differing = shown.filter(({ name }) => JSON.stringify(original[name]) !== JSON.stringify(current[name]));
  if (differing.length === 0) return undefined;
  const sent = operation.method === "PATCH" ? differing : shown;
  return { body: Object.fromEntries(sent.map(({ name }) => [name, original[name]])), mediaType: content.mediaType };
}

function textField(
  writable: readonly PropertyModel[],
  { parameters, tagProperty }: ResourceModel,
  current: unknown,
  isText: (property: PropertyModel) => boolean,
): PropertyModel | undefined {
  const candidates = writable.filter((one) => {
    const value = (current as Record<string, unknown>)[one.name];
    const names = !/(?:^|_)(?:id|uuid|key|slug|status|type)$/i.test(one.name) && !parameters.includes(one.name);
    return names && one.name !== tagProperty && (typeof value === "string" || value === null) && isText(one);
  });
  const rank = ({ name }: PropertyModel): number =>
    harmless.includes(name) ? harmless.indexOf(name) : harmless.length;
  return candidates.toSorted((a, b) => rank(a) - rank(b))[0];
}

const writableFields = (model: VerifyRun["model"], { schema }: ContentModel): PropertyModel[] =>
  propertiesOf(model, schema).filter(({ readOnly }) => !readOnly);

export const jsonContent = ({ body }: OperationModel): ContentModel | undefined =>
  body?.contents.find(({ encoding }) => encoding === "json");

const mediaTypeOf = (operation: OperationModel): { mediaType?: string } => {
  const content = jsonContent(operation);
  return content ? { mediaType: content.mediaType } : {};
};
