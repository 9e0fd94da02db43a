import { createHash } from "node:crypto";
import type { Job, JobEvent, PayerMapping, Person, PurchaseOrder, Upload } from "../../generated/index.js";

/** A record that changes: its data, and how often it changed. */
export interface Versioned<T> {
  data: T;
  version: number;
}

export interface JobRecord extends Versioned<Job> {
  readonly events: JobEvent[];
}

/** All that the server holds. Times come from a counter, so that no test waits for a clock. */
export interface Records {
  readonly jobs: Map<string, JobRecord>;
  readonly people: Map<string, Versioned<Person>>;
  readonly orders: Map<string, Versioned<PurchaseOrder>>;
  readonly uploads: Map<string, Upload>;
  readonly payers: Map<string, PayerMapping>;
  /** A new moment, one second after the last. */
  now(): string;
  /** A new id. */
  uuid(): string;
}

export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** The ids that every server starts with. */
export const ids = {
  job: uuid(1),
  otherJob: uuid(2),
  bookedJob: uuid(3),
  order: uuid(4),
  orderLine: uuid(5),
  upload: uuid(6),
  client: uuid(7),
  person: 7,
  payer: 8,
} as const;

const start = Date.parse("2024-06-01T12:00:00Z");

export function createRecords(): Records {
  let ticks = 0;
  let made = 100;
  const now = (): string => new Date(start + 1000 * ticks++).toISOString();
  const records: Records = {
    jobs: new Map(),
    people: new Map(),
    orders: new Map(),
    uploads: new Map(),
    payers: new Map(),
    now,
    uuid: () => uuid(made++),
  };
  addJob(records, ids.job, { name: "Boiler" });
  addJob(records, ids.otherJob, { name: "Staircase" });
  addJob(records, ids.bookedJob, { name: "Railing", lines: [{ id: uuid(9), kind: "time", quantity: "2.000" }] });
  const at = now();
  const person: Person = {
    id: ids.person,
    name: "Ada",
    weekly_capacity: 40,
    notes: "",
    department_name: null,
    photo: null,
    skills: [],
    created_at: at,
    updated_at: at,
  };
  records.people.set(String(person.id), { data: person, version: 1 });
  const line = { id: ids.orderLine, description: "Steel", quantity: "5.00", received_quantity: "0.00" };
  const order: PurchaseOrder = {
    id: ids.order,
    po_number: "PO-1",
    supplier: null,
    status: "submitted",
    lines: [line],
    total: "100.00",
    created_by: null,
    updated_at: at,
  };
  records.orders.set(order.id, { data: order, version: 1 });
  records.uploads.set(ids.upload, uploadOf(records, ids.upload, "claims.csv"));
  records.payers.set(String(ids.payer), {
    id: ids.payer,
    raw_name: "ACME HLTH",
    normalized_name: "Acme Health",
    created_at: at,
  });
  return records;
}

export function addJob(records: Records, id: string, given: Partial<Job> & { name: string }): JobRecord {
  const at = records.now();
  const data: Job = {
    id,
    job_number: 1000 + records.jobs.size,
    client_id: ids.client,
    client_name: "Hospital",
    group: null,
    description: null,
    notes: null,
    order_number: null,
    delivery_date: null,
    status: "draft",
    priority: 2,
    quote_acceptance_date: null,
    paid: false,
    lines: [],
    files: [],
    created_at: at,
    updated_at: at,
    ...given,
  };
  const record: JobRecord = { data, version: 1, events: [] };
  records.jobs.set(id, record);
  return record;
}

export function uploadOf(records: Records, id: string, filename: string): Upload {
  return {
    id,
    filename,
    file: `https://files.example/${id}`,
    status: "pending",
    row_count: null,
    rejected_rows: 0,
    error_message: null,
    checks: {},
    uploaded_by: null,
    uploaded_at: records.now(),
  };
}

/** Changes a record and gives it a new version: the only way that anything is written. */
export function change<T extends { updated_at: string }>(
  records: Records,
  record: Versioned<T>,
  fields: Partial<T>,
): void {
  record.data = { ...record.data, ...fields, updated_at: records.now() };
  record.version++;
}

/** A revision tag, as made from `updated_at`: it never comes back. */
export const revisionTag = (kind: string, id: string | number, version: number): string => `"${kind}:${id}:${version}"`;

/** A content hash, as a middleware makes it. */
export const contentTag = (body: string): string => `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`;
