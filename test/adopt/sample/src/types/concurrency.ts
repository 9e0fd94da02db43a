/** What the interceptors throw where somebody else has saved first. */
export class ConcurrencyError extends Error {
  override readonly name = "ConcurrencyError";
  readonly record: "job" | "purchase order";
  readonly id: string;
  constructor(record: "job" | "purchase order", id: string) {
    super(`This ${record} was updated by another user. We reloaded the latest data. Please re-apply your changes.`);
    this.record = record;
    this.id = id;
  }
}

const CHANGED = /updated\s+by\s+another\s+user|has changed since|ETag mismatch/i;

/** The server has three ways to say it. */
export function isConflictMessage(message: string): boolean {
  return CHANGED.test(message);
}
