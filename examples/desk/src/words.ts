/** How the desk calls things. */
import type { JobStatusEnum, PurchaseOrderStatusEnum } from "../../../generated/index.js";

export const jobStatuses: Readonly<Record<JobStatusEnum, string>> = {
  draft: "Draft",
  awaiting_approval: "Awaiting approval",
  approved: "Approved",
  in_progress: "In progress",
  unusual: "Unusual",
  recently_completed: "Recently completed",
  archived: "Archived",
};

export const orderStatuses: Readonly<Record<PurchaseOrderStatusEnum, string>> = {
  draft: "Draft",
  submitted: "Submitted",
  partially_received: "Partially received",
  fully_received: "Fully received",
  deleted: "Deleted",
};

/** `order_number` as a person reads it; of a path, its names and the positions in lists: `Lines 2, quantity`. */
export function labelOf(path: readonly (string | number | object)[]): string {
  const words = path.flatMap((step) => {
    if (typeof step === "number") return [String(step + 1)];
    return typeof step === "string" ? [step.replaceAll("_", " ")] : [];
  });
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A value in a sentence. */
export function shown(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string" && value in jobStatuses) return jobStatuses[value as JobStatusEnum];
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

export const dayOf = (date: string | null | undefined): string =>
  date ? new Date(date).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" }) : "no date";

export const timeOf = (date: string): string =>
  new Date(date).toLocaleString(undefined, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
