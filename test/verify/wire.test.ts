import { expect, test } from "vitest";
import { createRedactor } from "../../generator/verify/redact.js";
import { createWire } from "../../generator/verify/wire.js";
import { optionsFor } from "./verifying.js";

const url = "http://127.0.0.1:9/";

test("a state change without --write is a bug, and never leaves", async () => {
  let sent = 0;
  const fetch = (): Promise<Response> => Promise.resolve(new Response(String(sent++)));
  const wire = createWire(optionsFor({ url, fetch }));
  await expect(wire.send({ method: "PATCH", url })).rejects.toThrow("nobody allowed that");
  expect(sent).toBe(0);
});

test("an answer that takes too long is none", async () => {
  const fetch = (_: string, { signal }: RequestInit): Promise<Response> =>
    new Promise((_resolve, reject) => signal!.addEventListener("abort", () => reject(signal!.reason as Error)));
  const wire = createWire(optionsFor({ url, fetch, timeout: 1 }));
  await expect(wire.send({ method: "GET", url })).rejects.toThrow(`GET ${url}: no answer within 0.001 s.`);
});

test("a body without end is read only so far", async () => {
  const chunk = new Uint8Array(1024 * 1024);
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
  const wire = createWire(optionsFor({ url, fetch: () => Promise.resolve(new Response(endless)) }));
  expect((await wire.send({ method: "GET", url })).bytes).toBeLessThan(16 * 1024 * 1024);
});

test("redirections without end are not followed without end", async () => {
  const fetch = (): Promise<Response> =>
    Promise.resolve(new Response(null, { status: 302, headers: { location: "/again" } }));
  await expect(createWire(optionsFor({ url, fetch })).send({ method: "GET", url })).rejects.toThrow(
    "redirects without end",
  );
});

test("a header that the user gives replaces verify's own; what a probe is about stays", async () => {
  const sent: Headers[] = [];
  const fetch = (_: string, { headers }: RequestInit): Promise<Response> => {
    sent.push(new Headers(headers));
    return Promise.resolve(new Response("{}"));
  };
  const headers = { Accept: "application/json;odata=nometadata", "Content-Type": "application/json;odata=nometadata" };
  const wire = createWire(optionsFor({ url, fetch, headers, write: true }));
  const recorder = wire.record();
  await wire.send({ method: "PUT", url, body: {}, headers: { "if-match": '"a"', "accept-encoding": "gzip" } });
  await wire.send({ method: "OPTIONS", url, anonymous: true });
  expect(Object.fromEntries(sent[0]!)).toEqual({
    accept: "application/json;odata=nometadata",
    "content-type": "application/json;odata=nometadata",
    "accept-encoding": "gzip",
    "if-match": '"a"',
  });
  expect(sent[1]!.get("accept")).toBe("application/json, */*;q=0.5");
  expect(recorder.exchanges[0]!.requestHeaders).toHaveProperty("accept");
  expect(recorder.exchanges[1]!.requestHeaders).not.toHaveProperty("accept");
});

test("credentials are taken out of headers and texts, whole and in part", () => {
  const redactor = createRedactor({ authorization: "Bearer abcdef123", "X-Own": "private-value" });
  expect(redactor.header("Authorization", "Bearer abcdef123")).toBe("[redacted]");
  expect(redactor.header("Set-Cookie", "sid=1")).toBe("[redacted]");
  expect(redactor.header("ETag", '"abcdef123"')).toBe('"[redacted]"');
  expect(redactor.text("you sent abcdef123 and private-value")).toBe("you sent [redacted] and [redacted]");
});
