/** Angular's HttpClient with the interceptor, against a real server. */
// oxlint-disable-next-line import/no-unassigned-import -- the packages are compiled when they are loaded
import "@angular/compiler";
import {
  HttpClient,
  HttpErrorResponse,
  type HttpEvent,
  HttpEventType,
  type HttpInterceptorFn,
  HttpParams,
  provideHttpClient,
  withFetch,
  withInterceptors,
} from "@angular/common/http";
import {
  createEnvironmentInjector,
  type EnvironmentInjector,
  Injector,
  provideZonelessChangeDetection,
  ɵINJECTOR_SCOPE as INJECTOR_SCOPE,
} from "@angular/core";
import { lanes, onEvent, resendOnce, type RuntimeEvent } from "ifmatch/runtime";
import {
  conditionalInterceptor,
  entityTag,
  failureOf,
  ifMatch,
  type InterceptorOptions,
} from "ifmatch/runtime/angular-http";
import { EMPTY, firstValueFrom, retry, type Subscription, throwError } from "rxjs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import contract from "../../generated/concurrency.json" with { type: "json" };
import { JobsServer } from "./jobs-server.js";

const server = new JobsServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => server.reset());

interface Job {
  readonly id: string;
  readonly notes: string;
}
const at = (path: string): string => server.url + path;
const one = "/api/job/jobs/1/";

function make(options: InterceptorOptions = {}, ...others: HttpInterceptorFn[]): HttpClient {
  const interceptor = conditionalInterceptor(contract, { baseUrl: server.url, ...options });
  const providers = [
    // Services of the root need one; createApplication, which makes it, needs a document.
    { provide: INJECTOR_SCOPE, useValue: "root" },
    provideZonelessChangeDetection(),
    provideHttpClient(withFetch(), withInterceptors([interceptor, ...others])),
  ];
  const root = Injector.create({ providers: [] }) as EnvironmentInjector;
  return createEnvironmentInjector(providers, root).get(HttpClient);
}
const thrown = (promise: Promise<unknown>): Promise<HttpErrorResponse> =>
  promise.then(
    () => expect.fail("nothing was thrown"),
    (error: HttpErrorResponse) => error,
  );
const get = (http: HttpClient, path = one): Promise<Job> => firstValueFrom(http.get<Job>(at(path)));
const patch = (http: HttpClient, notes: string, read: object | null): Promise<Job> =>
  firstValueFrom(http.patch<Job>(at(one), { notes }, { context: ifMatch(read) }));

test("a body, a response and entityTag(...) are preconditions", async () => {
  const http = make();
  const job = await get(http);
  const saved = await patch(http, "x", job);
  expect(saved.notes).toBe("x");
  expect(server.sent("PATCH")[0]!.headers).toMatchObject({ "if-match": '"1-1"', "content-type": "application/json" });
  const response = await firstValueFrom(http.get<Job>(at(one), { observe: "response" }));
  await patch(http, "y", response);
  await patch(http, "z", entityTag("Job", "1", '"1-3"'));
  await firstValueFrom(http.patch(at(one), { notes: "w" }, { headers: { "If-Match": '"1-4"' } }));
  expect(server.jobs.get("1")!.version).toBe(5);
});

test("nothing is sent without one, with another record's, and where it means nothing", async () => {
  const http = make();
  const other = await get(http, "/api/job/jobs/2/");
  const bare = firstValueFrom(http.put(at(one), {}));
  expect(await thrown(bare)).toMatchObject({ name: "UsageError", code: "unconditional" });
  expect(await thrown(patch(http, "x", other))).toMatchObject({ code: "other-resource" });
  const plain = firstValueFrom(http.put(at("/plain/"), {}, { context: ifMatch(other) }));
  expect(await thrown(plain)).toMatchObject({ code: "not-conditional" });
  expect(() => ifMatch({ ...other })).toThrow(/is another object/);
  expect(server.seen).toHaveLength(1);
});

test("a 304 stands for the body", async () => {
  const http = make();
  const first = await get(http);
  const response = await firstValueFrom(http.get<Job>(at(one), { observe: "response" }));
  expect(server.seen[1]!.headers["if-none-match"]).toBe('"1-1"');
  expect(response).toMatchObject({ status: 200, ok: true, body: first });
  expect(response.headers.get("ETag")).toBe('"1-1"');
  await patch(http, "x", response.body!);
});

test("a text is handed on as it is", async () => {
  const http = make();
  for (const _ of [1, 2]) await firstValueFrom(http.get(at(one), { responseType: "text" }));
  expect(server.seen[1]!.headers["if-none-match"]).toBeUndefined();
});

test("a 412 is an HttpErrorResponse, and more is known of it", async () => {
  const auth: HttpInterceptorFn = (request, next) => next(request.clone({ setHeaders: { authorization: "Bearer t" } }));
  const http = make({}, auth);
  server.token = "t";
  const job = await get(http);
  server.edit("1", "by somebody else");
  const error = await thrown(patch(http, "x", job));
  expect(error).toBeInstanceOf(HttpErrorResponse);
  expect(error).toMatchObject({ status: 412, error: { detail: "Somebody was faster." } });
  const failure = failureOf(error);
  if (failure?.kind !== "precondition-failed") return expect.fail("no failure");
  const fresh = await failure.reload();
  expect(fresh).toMatchObject({ kind: "ok", data: { notes: "by somebody else" } });
  if (fresh.kind === "ok") await patch(http, "mine", fresh);
  expect(server.jobs.get("1")!.notes).toBe("mine");
});

describe("a lost answer", () => {
  test.each(["lost", "cut-before", 502] as const)("%s is not repeated blindly by retry()", async (fault) => {
    const http = make();
    const job = await get(http);
    server.faults = [fault];
    const put = http.put(at(one), { notes: "x" }, { context: ifMatch(job) }).pipe(retry(2));
    const error = await thrown(firstValueFrom(put));
    expect(error).toBeInstanceOf(HttpErrorResponse);
    expect(error.status).toBe(fault === 502 ? 502 : 0);
    expect(failureOf(error)?.kind).toBe("ambiguous");
    expect(server.sent("PUT")).toHaveLength(1);
    await get(http);
    const again = await firstValueFrom(put).catch((late: HttpErrorResponse) => late.status);
    expect(again).toEqual(fault === "cut-before" ? expect.objectContaining({ notes: "x" }) : 412);
  });

  test("resendOnce finds out", async () => {
    const http = make({ recover: resendOnce({ delay: 0 }) });
    const job = await get(http);
    server.faults = ["cut-before"];
    const saved = await patch(http, "x", job);
    expect(saved.notes).toBe("x");
    server.faults = ["lost"];
    const gone = http.delete(at(one), { context: ifMatch(saved), observe: "response" });
    expect(await firstValueFrom(gone)).toMatchObject({ status: 204, body: null });
  });
});

test("an unsubscription aborts, and the same change is refused until somebody has looked", async () => {
  const http = make();
  const job = await get(http);
  server.faults = ["hang"];
  const put = http.put(at(one), { notes: "x" }, { context: ifMatch(job) });
  const subscription: Subscription = put.subscribe();
  await expect.poll(() => server.sent("PUT")).toHaveLength(1);
  subscription.unsubscribe();
  expect(failureOf(await thrown(firstValueFrom(put)))?.kind).toBe("ambiguous");
  expect(server.sent("PUT")).toHaveLength(1);
});

test("lanes: a double click is sent once", async () => {
  const events: RuntimeEvent[] = [];
  const http = make({ lanes: lanes(), events: onEvent((event) => events.push(event)) });
  const job = await get(http);
  server.faults = ["slow"];
  const [a, b] = await Promise.all([patch(http, "x", job), patch(http, "x", job)]);
  expect(a).toEqual(b);
  expect(server.sent("PATCH")).toHaveLength(1);
  expect(events.map(({ type }) => type)).toContain("coalesced");
});

test("progress is reported, and a form goes out with its boundary", async () => {
  const http = make();
  const job = await get(http);
  const form = new FormData();
  form.append("file", new Blob(["content"]), "x.txt");
  const events: HttpEvent<unknown>[] = [];
  const options = { context: ifMatch(job), observe: "events", reportProgress: true } as const;
  await new Promise<void>((resolve, reject) => {
    http.post(at(`${one}events/`), form, options).subscribe({
      next: (event) => events.push(event),
      error: reject,
      complete: resolve,
    });
  });
  expect(events[0]!.type).toBe(HttpEventType.Sent);
  expect(events.some(({ type }) => type === HttpEventType.DownloadProgress)).toBe(true);
  expect(events.at(-1)!.type).toBe(HttpEventType.Response);
  expect(server.sent("POST")[0]!.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
});

test("assumeLastRead, and what the contract does not have", async () => {
  const http = make({ assumeLastRead: true });
  await get(http);
  await firstValueFrom(http.patch(at(one), { notes: "x" }));
  expect(server.sent("PATCH")[0]!.headers["if-match"]).toBe('"1-1"');
  expect(await firstValueFrom(http.post(at("/plain/"), { a: 1 }))).toEqual({ method: "POST", body: '{"a":1}' });
});

test("other errors, and a success that cannot be read, are HttpClient's own", async () => {
  const http = make();
  const missing = await thrown(get(http, "/api/job/jobs/none/"));
  expect(missing).toMatchObject({ status: 404, error: { detail: "not found" } });
  expect(failureOf(missing)).toBeUndefined();
  const created = await thrown(firstValueFrom(http.post(at("/api/job/jobs/"), {})));
  expect(created).toMatchObject({ status: 404, name: "HttpErrorResponse" });
  const unreadable: HttpInterceptorFn = (request) =>
    throwError(() => new HttpErrorResponse({ status: 200, error: { text: "<html>" }, url: request.url }));
  const put = firstValueFrom(
    make({}, unreadable).put(at(one), {}, { context: ifMatch(entityTag("Job", "1", '"1-1"')) }),
  );
  expect(await thrown(put)).toMatchObject({ status: 200, error: { text: "<html>" } });
});

test("an interceptor that answers nothing leaves a change unknown", async () => {
  const silent: HttpInterceptorFn = () => EMPTY;
  const put = firstValueFrom(make({}, silent).put(at(one), {}, { context: ifMatch(entityTag("Job", "1", '"1-1"')) }));
  const error = await thrown(put);
  expect([error.status, failureOf(error)?.kind]).toEqual([0, "ambiguous"]);
});

test("the key is found in a form and in parameters; a reload that fails says so", async () => {
  const http = make();
  const receipts = at("/api/purchasing/delivery-receipts/");
  const context = ifMatch(entityTag("PurchaseOrder", "1", '"1-1"'));
  const form = new FormData();
  form.append("purchase_order_id", "2");
  for (const body of [form, new HttpParams({ fromObject: { purchase_order_id: "2" } }), { purchase_order_id: "2" }])
    expect(await thrown(firstValueFrom(http.post(receipts, body, { context })))).toMatchObject({
      code: "other-resource",
    });
  expect(server.seen).toEqual([]);
  const stale = firstValueFrom(http.delete(at(one), { context: ifMatch(entityTag("Job", "1", '"old"')) }));
  const failure = failureOf(await thrown(stale));
  server.jobs.delete("1");
  if (failure?.kind !== "precondition-failed") return expect.fail("no failure");
  expect(await failure.reload()).toMatchObject({ status: 404, error: { detail: "not found" } });
});
