import type { Retrieved } from "../call.js";
import { includes, isObject, property } from "../merge/json.js";
import type { Change } from "../pipeline.js";
import { weakEquals } from "./entity-tag.js";

/** The fields of an object body that are sent, and their values. */
const fieldsOf = (body: unknown): [string, unknown][] =>
  isObject(body) ? Object.entries(body).filter(([, value]) => value !== undefined) : [];

/** Under the tag that was sent nothing was written: what a record holds then, it held before. */
const isUnchanged = ({ sent }: Pick<Change, "sent">, { etag }: Retrieved): boolean =>
  sent !== null && sent !== "*" && etag !== null && weakEquals(etag, sent);

/** Whether a record has all values that a change sent. */
export const holdsAll = ({ request }: Pick<Change, "request">, { data }: Retrieved): boolean => {
  const fields = fieldsOf(request.body);
  return fields.length > 0 && isObject(data) && fields.every(([name, value]) => includes(property(data, name), value));
};

/**
 * Whether a record looks as if a change had been made: it has another tag than the change was made for, and every
 * value that the change set to something else than what its caller had read. Another writer may have set the same.
 */
export function showsChange(change: Pick<Change, "request" | "sent">, record: Retrieved): boolean {
  const { body, ifMatch } = change.request;
  const base: unknown = isObject(ifMatch) ? property(ifMatch, "data") : undefined;
  const set = fieldsOf(body).filter(([name, value]) => !isObject(base) || !includes(property(base, name), value));
  return (
    set.length > 0 && holdsAll({ request: { body: Object.fromEntries(set) } }, record) && !isUnchanged(change, record)
  );
}

/** Whether a record already holds what a change sent, by whomever: there is nothing left to merge then. */
export const holdsChange = (change: Change, record: Retrieved): boolean =>
  showsChange(change, record) || holdsAll(change, record);
