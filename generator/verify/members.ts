import { isRecord } from "../load/pointer.js";
import type { OperationModel, ResourceModel } from "../model/model.js";
import { parametersOf } from "../model/paths.js";
import { collectionOf, fixturesFor, keyPrefixes } from "./plan.js";
import { type Key, targetOf } from "./target.js";
import type { VerifyRun } from "./types.js";
import { Inconclusive } from "./verdict.js";
import type { Wire } from "./wire.js";

/** One resource to look at. */
export interface Member {
  readonly key: Key;
  /** Every value of its key was given by the user: it may be written to. */
  readonly given: boolean;
}

/** How many members of a list are looked at: two show whether their tags differ. */
const MOST = 2;

/**
 * Resources to look at: those that the user named, else the first ones of the lists that lead to them.
 *
 * @throws {Inconclusive} where there is none, and how to name one.
 */
export async function findMembers(run: VerifyRun, wire: Wire, resource: ResourceModel): Promise<Member[]> {
  let found: Member[] = [{ key: {}, given: true }];
  for (const { parameter, prefix } of keyPrefixes(resource.key)) {
    const values = fixturesFor(parameter, resource, run.options.fixtures);
    if (values.length > 0) {
      found = found.flatMap(({ key, given }) =>
        values.map((value) => ({ key: { ...key, [parameter]: value }, given })),
      );
      continue;
    }
    const list = collectionOf(run.model, prefix);
    const wanted = `pass --fixture ${resource.name}.${parameter}=...`;
    if (!list) throw new Inconclusive(`No list leads to ${resource.name}: ${wanted}.`);
    const { key } = found[0]!;
    const keys = await keysOfList(run, wire, { list, resource, parameter, key });
    if (keys.length === 0)
      throw new Inconclusive(`${list.id} lists nothing from which ${parameter} could be taken: ${wanted}.`);
    found = keys.slice(0, MOST).map((value) => ({ key: { ...key, [parameter]: value }, given: false }));
  }
  return found;
}

interface Listing {
  readonly list: OperationModel;
  readonly resource: ResourceModel;
  readonly parameter: string;
  readonly key: Key;
}

async function keysOfList(run: VerifyRun, wire: Wire, { list, resource, parameter, key }: Listing): Promise<string[]> {
  // The list may name the parameters of its path in its own way.
  const names = parametersOf(list.path);
  const renamed = Object.fromEntries(Object.values(key).map((value, index) => [names[index] ?? "", value]));
  const target = targetOf(run.options.url, list, resource, renamed, run.options.fixtures);
  const reply = await wire.send({ method: "GET", ...target });
  if (reply.status !== 200)
    throw new Inconclusive(`${list.id} answers ${reply.status}: pass --fixture ${resource.name}.${parameter}=...`);
  return itemsOf(reply.json).flatMap((item) => keyIn(item, parameter) ?? []);
}

/** The items of a list, or of an envelope around it such as `{ count, results: [...] }`. */
function itemsOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (!isRecord(body)) return [];
  const arrays = Object.entries(body).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const usual = ["results", "items", "data", "value", "values", "content", "records", "entries"];
  return (arrays.find(([name]) => usual.includes(name)) ?? arrays[0])?.[1] ?? [];
}

/** The value of a key parameter in what it names: `job_id` is there as `job_id`, `id`, `uuid` and the like. */
export function keyIn(item: unknown, parameter: string): string | undefined {
  if (!isRecord(item)) return typeof item === "string" ? item : undefined;
  const short = /(?:^|[_-])?(id|uuid|pk|key|slug|code|name|number)$/i.exec(parameter)?.[1]?.toLowerCase();
  const camel = parameter.replace(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase());
  for (const name of [parameter, camel, short, "id", "uuid", "pk"]) {
    const value = name !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
    if ((typeof value === "string" && value !== "") || typeof value === "number") return String(value);
  }
  return undefined;
}

/** `job_id=7`, for people. */
export const keyText = (key: Key): string =>
  Object.entries(key)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
