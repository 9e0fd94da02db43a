import { isRecord, own } from "../../load/pointer.js";
import { flatName } from "../names.js";

/** Which members a parameter asks for: a field, and how it is compared with what is sent. */
export interface Filter {
  /** Steps into a member: `client__name` is the name of its client. */
  readonly path: readonly string[];
  readonly test: Test;
}

type Test = (value: unknown, sent: readonly string[]) => boolean;

const text = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** By number where both are numbers, by moment where both are dates, else by text; negative if `a` comes first. */
export function compared(a: unknown, b: unknown): number {
  const [one, other] = [text(a), text(b)];
  const isNumber = (value: string): boolean => value.trim() !== "" && !Number.isNaN(Number(value));
  if (isNumber(one) && isNumber(other)) return Number(one) - Number(other);
  const isDate = (value: string): boolean => /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value));
  if (isDate(one) && isDate(other)) return Date.parse(one) - Date.parse(other);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The key of a record that a field shows stands for it. */
const scalarOf = (value: unknown): unknown =>
  isRecord(value) ? (own(value, "id") ?? own(value, "uuid") ?? value) : value;

function equals(value: unknown, sent: string): boolean {
  const scalar = scalarOf(value);
  if (typeof scalar === "boolean")
    return (scalar ? ["true", "1", "yes"] : ["false", "0", "no"]).includes(sent.toLowerCase());
  if (scalar === null || scalar === undefined) return /^(null|none|)$/i.test(sent);
  // A day means all of its moments.
  if (/^\d{4}-\d\d-\d\d$/.test(sent) && /^\d{4}-\d\d-\d\dT/.test(text(scalar))) return text(scalar).startsWith(sent);
  return text(scalar) === sent || (typeof scalar === "number" && compared(scalar, sent) === 0);
}

/** One of what was sent: repeated, or separated by commas. */
const anyOf =
  (one: (value: unknown, sent: string) => boolean): Test =>
  (value, sent) => {
    const values = Array.isArray(value) ? (value as unknown[]) : [value];
    return values.some((item) => sent.some((wanted) => one(item, wanted)));
  };
const separated = (sent: readonly string[]): string[] => sent.flatMap((one) => one.split(","));
const texts = (test: (value: string, sent: string) => boolean, isExact = false): Test =>
  anyOf((value, sent) => {
    const scalar = scalarOf(value);
    if (scalar === null || scalar === undefined) return false;
    return isExact ? test(text(scalar), sent) : test(text(scalar).toLowerCase(), sent.toLowerCase());
  });
const ordered = (test: (difference: number) => boolean): Test =>
  anyOf((value, sent) => {
    const scalar = scalarOf(value);
    if (scalar === null || scalar === undefined) return false;
    // The end of a day is its last moment.
    const isDay = /^\d{4}-\d\d-\d\d$/.test(sent) && /T/.test(text(scalar));
    return test(compared(isDay ? text(scalar).slice(0, 10) : scalar, sent));
  });
const equal: Test = (value, sent) => {
  const one = anyOf(equals);
  return one(value, sent) || (sent.some((wanted) => wanted.includes(",")) && one(value, separated(sent)));
};

const tests: Readonly<Record<string, Test>> = {
  exact: equal,
  eq: equal,
  iexact: texts((value, sent) => value === sent),
  in: (value, sent) => anyOf(equals)(value, separated(sent)),
  ne: (value, sent) => !equal(value, sent),
  not: (value, sent) => !equal(value, sent),
  exclude: (value, sent) => !equal(value, sent),
  contains: texts((value, sent) => value.includes(sent), true),
  icontains: texts((value, sent) => value.includes(sent)),
  like: texts((value, sent) => value.includes(sent.replaceAll("%", ""))),
  startswith: texts((value, sent) => value.startsWith(sent), true),
  istartswith: texts((value, sent) => value.startsWith(sent)),
  endswith: texts((value, sent) => value.endsWith(sent), true),
  iendswith: texts((value, sent) => value.endsWith(sent)),
  gt: ordered((difference) => difference > 0),
  gte: ordered((difference) => difference >= 0),
  lt: ordered((difference) => difference < 0),
  lte: ordered((difference) => difference <= 0),
  isnull: (value, sent) => (value === null || value === undefined) === /^(true|1|yes)$/i.test(sent[0] ?? ""),
  date: (value, sent) => sent.some((day) => text(value).startsWith(day)),
  year: (value, sent) => sent.some((year) => text(value).startsWith(year)),
};
/** Other words for the same, after a field's name or before it. */
const synonyms: Readonly<Record<string, string>> = {
  min: "gte",
  max: "lte",
  from: "gte",
  to: "lte",
  since: "gte",
  until: "lte",
  after: "gte",
  before: "lte",
  ge: "gte",
  le: "lte",
};
const testNamed = (word: string): Test | undefined => {
  const name = word.toLowerCase();
  const known = Object.hasOwn(synonyms, name) ? synonyms[name]! : name;
  return Object.hasOwn(tests, known) ? tests[known] : undefined;
};

/** What a parameter of this name filters by; `undefined` where it is called after no field of the members. */
export function filterNamed(name: string, fields: readonly string[]): Filter | undefined {
  const [base = "", ...inner] = name.split(/[[\]]+/).filter((part) => part !== "");
  // `filter[status]` and `filter[total][gte]` of JSON:API.
  const words = base === "filter" && inner.length > 0 ? inner : [base, ...inner];
  const steps = words.flatMap((word) => word.split(/__|\./)).filter((step) => step !== "");
  const fieldOf = (step: string): string | undefined => fields.find((field) => flatName(field) === flatName(step));
  const last = steps.at(-1);
  if (last === undefined) return undefined;
  const found = fieldOf(steps[0]!);
  if (found !== undefined) {
    const test = steps.length > 1 ? testNamed(last) : undefined;
    return { path: [found, ...steps.slice(1, test ? -1 : undefined)], test: test ?? equal };
  }
  if (steps.length > 1) return undefined;
  // `min_price`, `price_max`, `created_after`, `delivery_date_before`.
  for (const [pattern, at] of [
    [/^(min|max)_?(.+)$/i, 2],
    [/^(.+?)_?(min|max|from|to|since|until|after|before|gte?|lte?)$/i, 1],
  ] as const) {
    const match = pattern.exec(last);
    const field = match
      ? (fieldOf(match[at]!) ?? fieldOf(`${match[at]!}_at`) ?? fieldOf(`${match[at]!}_date`))
      : undefined;
    if (field !== undefined) return { path: [field], test: testNamed(match![3 - at]!)! };
  }
  // `statuses` and `ids` are several of a field; `client` is what `client_id` holds.
  const several = fieldOf(last.replace(/(?<=[a-z])e?s$/, "")) ?? fieldOf(last.replace(/s$/, ""));
  if (several !== undefined) return { path: [several], test: tests["in"]! };
  const key = fieldOf(`${last}_id`) ?? (/_?id$/i.test(last) ? fieldOf(last.replace(/_?id$/i, "")) : undefined);
  return key === undefined ? undefined : { path: [key], test: equal };
}

/** Whether a member is one that was asked for. */
export function passes(member: unknown, { path, test }: Filter, sent: readonly string[]): boolean {
  const reached = path.reduce<unknown[]>(
    (values, step) =>
      values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => own(one, step))),
    [member],
  );
  return reached.some((value) => test(value, sent));
}

// Excerpts and lists of a record, but nothing that lies deeper.
const DEPTH = 2;

/** Whether each word of a search stands somewhere in a member. */
export function contains(member: unknown, search: string): boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const all = leaves(member, DEPTH);
  return words.every((word) => all.some((leaf) => leaf.includes(word)));
}

function leaves(value: unknown, depth: number): string[] {
  if (typeof value === "string") return value.startsWith("data:") ? [] : [value.toLowerCase()];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null || depth < 0) return [];
  return Object.values(value).flatMap((one) => leaves(one, depth - 1));
}
