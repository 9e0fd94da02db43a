/** What people changed of each job, the newest first. */
import type { JobEvent } from "../../../generated/index.js";

export interface History {
  of(job_id: string): readonly JobEvent[];
  add(job_id: string, event: JobEvent): void;
}

/** As long as the process lives. */
export function history(): History {
  const events = new Map<string, readonly JobEvent[]>();
  const of = (id: string): readonly JobEvent[] => events.get(id) ?? [];
  return { of, add: (id, event) => void events.set(id, [event, ...of(id)]) };
}

/** In the browser, for all windows, beside the state of the mock. */
export function storedHistory(): History {
  const place = (id: string): string => `desk:history:${id}`;
  const of = (id: string): readonly JobEvent[] => JSON.parse(localStorage.getItem(place(id)) ?? "[]") as JobEvent[];
  return { of, add: (id, event) => localStorage.setItem(place(id), JSON.stringify([event, ...of(id)])) };
}
