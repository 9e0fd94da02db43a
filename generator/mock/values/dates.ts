import { flatName, isCreatedField, isUpdatedField } from "../names.js";
import type { Chance } from "./chance.js";

const DAY = 86_400_000;
const MINUTE = 60_000;

/** When a record was made and last changed; milliseconds since 1970. */
export interface Timeline {
  readonly created: number;
  readonly updated: number;
}

/**
 * Of the last year before `now`: the members of a collection one after the other, the eldest first.
 *
 * @param index Of `count` members, from 0.
 */
export function timelineOf(now: number, index: number, count: number, { fraction }: Chance): Timeline {
  const span = (365 * DAY) / count;
  const created = now - 366 * DAY + index * span + fraction * span;
  // Most records change soon after they were made.
  return { created: minute(created), updated: minute(created + fraction ** 3 * (now - created)) };
}

const minute = (at: number): number => Math.floor(at / MINUTE) * MINUTE;

const birth = /birth|^dob$/;
const past = /(ed|sent|paid|done|made|begun|won|lost)(at|on|date|time|datetime)?$/;
/** What happens to a record, in the order in which it happens. */
const life = [
  /request|order|book|schedul|service/,
  /submit|receiv|quot|issue|trigger|upload|sent/,
  /accept|acknowledg|confirm|assign|sign/,
  /start|begin|begun|check|open/,
  /finish|complet|end|deliver|decid|done|resolv|stop/,
  /approv|invoic|review|verif|publish/,
  /paid|clos|archiv|cancel|reject|delet|revok|expir/,
];
const end =
  /(^|[a-z])(due|deadline|expir|until|end(at|on|date|time)?$|finish|eta$|deliver|expected|target|validto|validthru|renew)/;
const start = /(start|begin|from|issue|order|validsince|effective|plan|schedul|appointment|visit)/;

/** The moment that a field of this name tells: nothing before the creation, and in the order of a record's life. */
export function momentNamed(name: string, { created, updated }: Timeline, { fraction }: Chance): number {
  const flat = flatName(name);
  if (isCreatedField(name)) return created;
  if (isUpdatedField(name)) return updated;
  if (birth.test(flat)) return minute(created - (19 + fraction * 46) * 365 * DAY);
  if (past.test(flat)) {
    const stage = life.findIndex((pattern) => pattern.test(flat));
    const part = stage === -1 ? fraction : (stage + fraction) / life.length;
    return minute(created + part * (updated - created));
  }
  if (end.test(flat)) return minute(created + (15 + fraction * 45) * DAY);
  if (start.test(flat)) return minute(created + fraction * 10 * DAY);
  return minute(created + fraction * (updated - created));
}

const formats = ["date-time", "date", "time"] as const;
type MomentFormat = (typeof formats)[number];

export const isMoment = (format: string | undefined): format is MomentFormat => formats.some((one) => one === format);

/** A moment in the notation of a format; of a time, with a `Z` if the sample has one. */
export function inFormat(format: MomentFormat, at: number, sample: unknown): string {
  const iso = new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
  if (format === "date-time") return iso;
  if (format === "date") return iso.slice(0, 10);
  return iso.slice(11, typeof sample === "string" && sample.endsWith("Z") ? undefined : 19);
}
