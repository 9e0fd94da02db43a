import type { IncomingHttpHeaders } from "node:http";
import type { Job, JobEvent, JobEventDetail, PurchaseOrder } from "../../generated/index.js";
import { evaluate, type State } from "./preconditions.js";
import {
  addJob,
  change,
  contentTag,
  type JobRecord,
  type Records,
  revisionTag,
  uploadOf,
  type Versioned,
} from "./records.js";

export interface Incoming {
  readonly method: string;
  /** Without a trailing slash. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body: JSON or a form as an object, else undefined. */
  readonly body: Record<string, unknown> | undefined;
}

export interface Outgoing {
  readonly status: number;
  readonly body?: unknown;
  readonly etag?: string | null;
  readonly lastModified?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request changed something. */
  readonly committed?: boolean;
}

type Body = Record<string, unknown>;

const refuse = (status: number, error: string, more: object = {}): Outgoing => ({ status, body: { error, ...more } });
const notFound = refuse(404, "Not found");

/** Answers a request, synchronously: comparing and writing are one step that nothing can come between. */
export function route(records: Records, request: Incoming): Outgoing {
  const [, api, ...segments] = request.path.split("/");
  if (api !== "api") return notFound;
  const [area, collection, id, action] = segments;
  if (area === "job" && collection === "jobs")
    return id === undefined ? jobs(records, request) : job(records, request, id, action);
  if (area === "people") return person(records, request, collection);
  if (area === "purchasing" && collection === "purchase-orders" && id !== undefined) return order(records, request, id);
  if (area === "purchasing" && collection === "delivery-receipts") return receipt(records, request);
  if (area === "uploads") return uploads(records, request, collection);
  if (area === "payer-mappings" && collection !== undefined) return payer(records, request, collection);
  return notFound;
}

/** Checks what every state change of a record has in common, and carries it out; 428 where If-Match is missing. */
function write(request: Incoming, state: State, demand: boolean, act: () => Outgoing): Outgoing {
  // RFC 9110, 13.2.1: what would fail without a precondition fails first.
  if (request.headers.authorization === "Bearer reader") return refuse(403, "You may only read.");
  if (request.body?.["name"] === "")
    return refuse(400, "Not valid", { details: { name: ["This field may not be blank."] } });
  if (demand && request.headers["if-match"] === undefined) return refuse(428, "If-Match is required.");
  if (evaluate(request.method, request.headers, state) !== undefined) return { status: 412 };
  return act();
}

/** A representation, or 304 when the client has it. */
function read(
  request: Incoming,
  state: State,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Outgoing {
  const failed = evaluate(request.method, request.headers, state);
  if (failed !== undefined) return { status: failed, ...state, headers };
  return { status: 200, body, ...state, headers };
}

function jobs(records: Records, request: Incoming): Outgoing {
  if (request.method === "POST") {
    if (typeof request.body?.["name"] !== "string") return refuse(400, "A job needs a name.");
    const made = addJob(records, records.uuid(), { ...(request.body as Partial<Job>), name: request.body["name"] });
    return {
      status: 201,
      body: made.data,
      etag: jobState(made).etag,
      headers: { location: `/api/job/jobs/${made.data.id}/` },
      committed: true,
    };
  }
  const results = [...records.jobs.values()].map(({ data }) => ({
    id: data.id,
    job_number: data.job_number,
    name: data.name,
    client_name: data.client_name,
    status: data.status,
    priority: data.priority,
    delivery_date: data.delivery_date,
  }));
  return { status: 200, body: { count: results.length, next: null, previous: null, results } };
}

const jobState = (record: JobRecord): State => ({
  etag: revisionTag("job", record.data.id, record.version),
  lastModified: null,
});

function job(records: Records, request: Incoming, id: string, action: string | undefined): Outgoing {
  const record = records.jobs.get(id);
  if (!record) return notFound;
  const { data } = record;
  const state = jobState(record);
  const { method } = request;
  const body: Body = request.body ?? {};
  const done = (status: number, answer: () => unknown): Outgoing => ({
    status,
    body: answer(),
    etag: jobState(record).etag,
    committed: true,
  });
  if (method === "GET" || method === "HEAD") {
    const { name, description, delivery_date, order_number, notes } = data;
    if (action === undefined) return read(request, state, data);
    if (action === "header")
      return read(request, state, {
        id,
        job_number: data.job_number,
        name,
        status: data.status,
        client_name: data.client_name,
        fully_invoiced: false,
        paid: data.paid,
        updated_at: data.updated_at,
      });
    if (action === "basic-info") return read(request, state, { id, description, delivery_date, order_number, notes });
    return action === "events" ? read(request, state, record.events) : notFound;
  }
  if (method === "DELETE" && data.lines?.length) return refuse(409, "Hours are booked on this job: archive it.");
  return write(request, state, true, () => {
    if (method === "PATCH" || method === "PUT") {
      const defaults =
        method === "PUT" ? { description: null, notes: null, order_number: null, delivery_date: null } : {};
      const fields = { ...defaults, ...body } as Partial<Job>;
      for (const field of Object.keys(fields))
        addEvent(records, record, "field_edited", {
          kind: "field_edited",
          field,
          before: data[field as keyof Job],
          after: fields[field as keyof Job],
        });
      change(records, record, fields);
      return done(200, () => record.data);
    }
    if (method === "DELETE") {
      records.jobs.delete(id);
      return { status: 204, committed: true };
    }
    if (action === "events") {
      const event = addEvent(records, record, "manual_note", {
        kind: "manual_note",
        text: String(body["description"]),
      });
      change(records, record, {});
      return done(201, () => ({ success: true, event }));
    }
    if (action === "accept-quote") {
      if (data.quote_acceptance_date !== null) return refuse(409, "The quote was accepted before.");
      change(records, record, { status: "approved", quote_acceptance_date: records.now() });
      return done(200, () => ({
        success: true,
        job_id: id,
        quote_acceptance_date: record.data.quote_acceptance_date,
        message: "Accepted",
      }));
    }
    const undone = record.events.find((event) => event.id === body["change_id"])?.detail as
      | { field?: string; before?: unknown }
      | undefined;
    if (action !== "undo-change" || undone?.field === undefined) return refuse(400, "There is nothing to undo.");
    change(records, record, { [undone.field]: undone.before });
    return done(200, () => record.data);
  });
}

function addEvent(records: Records, record: JobRecord, type: string, detail: JobEventDetail): JobEvent {
  const event: JobEvent = {
    id: records.uuid(),
    timestamp: records.now(),
    event_type: type,
    description: type,
    detail,
    staff: null,
    can_undo: type === "field_edited",
  };
  record.events.push(event);
  return event;
}

function person(records: Records, request: Incoming, id: string | undefined): Outgoing {
  if (id === undefined) {
    const results = [...records.people.values()].map(({ data }) => data);
    const newest = results
      .map((one) => one.updated_at)
      .sort()
      .at(-1)!;
    return read(
      request,
      { etag: contentTag(newest), lastModified: new Date(newest).toUTCString() },
      { count: results.length, next: null, previous: null, results },
    );
  }
  const record = records.people.get(id);
  if (!record) return notFound;
  const stateOf = ({ data, version }: typeof record): State => ({
    etag: revisionTag("person", data.id, version),
    lastModified: new Date(data.updated_at).toUTCString(),
  });
  if (request.method === "GET") return read(request, stateOf(record), record.data);
  // The precondition is optional here: a missing If-Match is let through.
  return write(request, stateOf(record), false, () => {
    if (request.method === "DELETE") {
      records.people.delete(id);
      return { status: 204, committed: true };
    }
    change(records, record, request.body ?? {});
    return { status: 200, body: record.data, ...stateOf(record), committed: true };
  });
}

const orderState = ({ data, version }: Versioned<PurchaseOrder>): State => ({
  etag: revisionTag("po", data.id, version),
  lastModified: null,
});

function order(records: Records, request: Incoming, id: string): Outgoing {
  const record = records.orders.get(id);
  if (!record) return notFound;
  if (request.method === "GET") return read(request, orderState(record), record.data);
  return write(request, orderState(record), true, () => {
    change(records, record, request.body ?? {});
    return { status: 200, body: record.data, ...orderState(record), committed: true };
  });
}

/** Its resource is the purchase order that the body names. */
function receipt(records: Records, request: Incoming): Outgoing {
  const id = String(request.body?.["purchase_order_id"]);
  const record = records.orders.get(id);
  if (!record) return refuse(400, "No such purchase order.");
  return write(request, orderState(record), true, () => {
    change(records, record, { status: "partially_received" });
    return {
      status: 201,
      body: {
        success: true,
        purchase_order_id: id,
        status: record.data.status,
        lines_received: 1,
        received_at: record.data.updated_at,
      },
      etag: orderState(record).etag,
      committed: true,
    };
  });
}

const fresh = { "cache-control": "max-age=60, must-revalidate" };
const stale = { "cache-control": "no-cache, no-store, must-revalidate" };

/** A middleware hashes what it sends; it neither reads If-Match nor tags the answers to writes. */
function hashed(request: Incoming, body: unknown): Outgoing {
  return read(request, { etag: contentTag(JSON.stringify(body)), lastModified: null }, body, fresh);
}

function uploads(records: Records, request: Incoming, id: string | undefined): Outgoing {
  if (request.method === "POST") {
    const made = uploadOf(records, records.uuid(), String(request.body?.["filename"] ?? "upload.csv"));
    records.uploads.set(made.id, made);
    return { status: 201, body: made, headers: stale, committed: true };
  }
  if (id === undefined) return hashed(request, [...records.uploads.values()]);
  const upload = records.uploads.get(id);
  return upload ? hashed(request, upload) : notFound;
}

function payer(records: Records, request: Incoming, id: string): Outgoing {
  const mapping = records.payers.get(id);
  if (!mapping) return notFound;
  if (request.method === "GET") return hashed(request, mapping);
  if (request.method === "DELETE") {
    records.payers.delete(id);
    return { status: 204, headers: stale, committed: true };
  }
  const changed = { ...mapping, ...request.body };
  records.payers.set(id, changed);
  return { status: 200, body: changed, headers: stale, committed: true };
}
