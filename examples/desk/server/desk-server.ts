/**
 * The mock with what its document only says in words: who is signed in, and for how long; the history of a job; what
 * accepting a quote, an upload and a delivery do.
 */
import type { Mock } from "ifmatch/mock";
import type { History } from "./history.js";
import type { Job, JobEvent, JobFile, PurchaseOrder } from "../../../generated/index.js";
import { isExpired, signIn, userOf } from "./tokens.js";

const job = /^\/api\/job\/jobs\/([0-9a-f-]{36})\/(?:(events|files|accept-quote)\/)?$/;

/** Answers requests as the back end would. */
export function deskServer(mock: Mock, history: History): (request: Request) => Promise<Response> {
  const now = Date.now;

  /** A change of the mock's own data, with the answer's tag moved to it. */
  const alsoSetting = async <T>(
    resource: string,
    key: string,
    answer: Response,
    change: (data: T) => T,
  ): Promise<Response> => {
    const { etag } = await mock.exclusively(() => mock.edit(resource, key, (data) => change(data as T)));
    const headers = new Headers(answer.headers);
    for (const name of ["etag", "x-resource-version"]) if (headers.has(name)) headers.set(name, etag);
    return new Response(answer.body, { status: answer.status, headers });
  };

  const record = (id: string, staff: string, field: string, before: unknown, after: unknown): void => {
    const timestamp = new Date(now()).toISOString();
    const event: JobEvent = {
      id: crypto.randomUUID(),
      timestamp,
      event_type: "field_edited",
      description: `Changed ${field.replaceAll("_", " ")}`,
      detail: { kind: "field_edited", field, before, after },
      staff,
      can_undo: false,
    };
    history.add(id, event);
  };

  const patchJob = async (request: Request, id: string, staff: string): Promise<Response> => {
    const before = (await (await mock.fetch(new Request(request.url))).json()) as Record<string, unknown>;
    const answer = await mock.fetch(request);
    if (!answer.ok) return answer;
    const after = (await answer.clone().json()) as Record<string, unknown>;
    for (const [field, value] of Object.entries(after))
      if (field !== "updated_at" && JSON.stringify(value) !== JSON.stringify(before[field]))
        record(id, staff, field, before[field], value);
    return answer;
  };

  const upload = async (request: Request, id: string): Promise<Response> => {
    const form = await request.clone().formData();
    const answer = await mock.fetch(request);
    const sent = form.get("file");
    if (!answer.ok || !(sent instanceof File)) return answer;
    const file: JobFile = {
      ...((await answer.json()) as JobFile),
      id: crypto.randomUUID(),
      filename: sent.name,
      mime_type: sent.type,
      size: sent.size,
      uploaded_at: new Date(now()).toISOString(),
    };
    await mock.exclusively(() =>
      mock.edit("Job", id, (data) => ({ ...(data as Job), files: [...(data as Job).files, file] })),
    );
    return Response.json(file, { status: 201 });
  };

  const acceptQuote = async (request: Request, id: string, staff: string): Promise<Response> => {
    const answer = await mock.fetch(request);
    if (!answer.ok) return answer;
    record(id, staff, "status", undefined, "approved");
    const quote_acceptance_date = new Date(now()).toISOString();
    return alsoSetting<Job>("Job", id, answer, (data) => ({ ...data, status: "approved", quote_acceptance_date }));
  };

  const receive = async (request: Request): Promise<Response> => {
    const { purchase_order_id: id, allocations } = (await request.clone().json()) as {
      purchase_order_id: string;
      allocations: Record<string, { quantity: string }[]>;
    };
    const answer = await mock.fetch(request);
    if (!answer.ok) return answer;
    return alsoSetting<PurchaseOrder>("PurchaseOrder", id, answer, (order) => received(order, allocations));
  };

  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/api/token/")) return signIn(request, now());
    const staff = userOf(request);
    if (staff === undefined || isExpired(request, now()))
      return Response.json({ detail: "Token is invalid or expired" }, { status: 401 });
    const [, id, part] = job.exec(pathname) ?? [];
    if (id === undefined) return pathname.endsWith("/delivery-receipts/") ? receive(request) : mock.fetch(request);
    if (request.method === "PATCH") return patchJob(request, id, staff);
    if (part === "files") return upload(request, id);
    if (part === "accept-quote") return acceptQuote(request, id, staff);
    const answer = await mock.fetch(request);
    if (part !== "events" || request.method !== "GET" || answer.status !== 200) return answer;
    const events = [...history.of(id), ...((await answer.json()) as JobEvent[])];
    return new Response(JSON.stringify(events), { headers: answer.headers });
  };
}

/** The order once these quantities have arrived. */
function received(order: PurchaseOrder, allocations: Record<string, { quantity: string }[]>): PurchaseOrder {
  const lines = (order.lines ?? []).map((line) => {
    const arrived = (allocations[line.id] ?? []).reduce((sum, { quantity }) => sum + Number(quantity), 0);
    return { ...line, received_quantity: String(Number(line.received_quantity) + arrived) };
  });
  const isComplete = lines.every((line) => Number(line.received_quantity) >= Number(line.quantity));
  return { ...order, lines, status: isComplete ? "fully_received" : "partially_received" };
}
