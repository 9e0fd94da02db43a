/** A name in any spelling: lower case, without separators. */
export const flatName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/* Fields that servers of the field keep by themselves. */
const updated =
  /^(last)?(updated|modified|changed|update|modification|change)(at|on|date|time|datetime|timestamp|dateutc)?$/;
const created = /^(created|creation|inserted|added|create)(at|on|date|time|datetime|timestamp|dateutc)$/;

export const isUpdatedField = (name: string): boolean =>
  updated.test(flatName(name)) || flatName(name) === "lastmodified";
export const isCreatedField = (name: string): boolean => created.test(flatName(name)) || flatName(name) === "timestamp";

/**
 * The field of an object that holds a path parameter's value: `job_id` or `id` for `{job_id}`; `undefined` where none does.
 */
export function keyField(parameter: string, fields: readonly string[]): string | undefined {
  const wanted = flatName(parameter);
  const same = fields.find((name) => flatName(name) === wanted);
  if (same !== undefined) return same;
  const tail = /(uuid|guid|id|key|slug|code|name|sid|number|version)$/.exec(wanted)?.[0];
  return (
    (tail && fields.find((name) => flatName(name) === tail)) ??
    fields.find((name) => ["id", "uuid", "sid"].includes(flatName(name)))
  );
}
