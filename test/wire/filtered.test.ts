import { createClient, json, type Operation, retrieve, type RetrievalOperation, send, stream } from "ifmatch/runtime";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callerOf } from "../../runtime/wire/caller.js";
import { limited, reasonOf, throwIfAborted } from "../../runtime/wire/signals.js";

/* What platforms hide, leave out or say in their own way: filtered responses, signals, streams; and who is calling. */

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const read: RetrievalOperation = {
  id: "read",
  method: "GET",
  path: "/it",
  accept: "application/json",
  responses: [200],
  resource: "It",
  key: [],
};
const answering = (response: Response, onResponse?: (response: Response) => Response) =>
  createClient(
    { servers: ["https://it.example"] },
    { fetch: () => Promise.resolve(response), ...(onResponse && { onResponse }) },
  );
const filtered = (type: string): Response => Object.defineProperty(Response.error(), "type", { value: type });

describe("a response that fetch hides (Fetch standard, 2.2.6)", () => {
  it.each([
    ["opaque", "no-cors"],
    ["error", "network error"],
  ])("of type %s is none, and the error says why", async (type, why) => {
    await expect(retrieve(answering(filtered(type)), read, {})).rejects.toMatchObject({
      name: "NetworkError",
      message: expect.stringContaining(why) as unknown,
    });
  });
});

describe("a success without a Content-Type and without a body", () => {
  const bare = (): Response => new Response(new Uint8Array());

  it("is not the JSON that a retrieval was promised (RFC 8259, 2)", async () => {
    await expect(retrieve(answering(bare()), read, {})).rejects.toMatchObject({
      name: "InvalidResponseError",
      message: expect.stringContaining("is empty") as unknown,
    });
  });

  it("is what the document gives where that is no JSON, or a change may answer with nothing", async () => {
    const text: RetrievalOperation = { ...read, accept: "text/plain" };
    expect(await retrieve(answering(bare()), text, {})).toMatchObject({ kind: "ok" });
    const post: Operation = { ...read, method: "POST", body: { "application/json": json } };
    expect(await send(answering(bare()), post, { body: {} })).toMatchObject({ kind: "ok", data: undefined });
  });
});

describe("a download where responses have no streams (React Native)", () => {
  it("is a stream of what has arrived", async () => {
    const response = Object.defineProperty(new Response("abc"), "body", { value: undefined });
    const fn = Object.assign(() => Promise.reject(new Error("not called")), { operation: read });
    const { data } = (await stream(answering(response), fn as never, {} as never)) as { data: ReadableStream };
    expect(await new Response(data).text()).toBe("abc");
  });
});

describe("signals", () => {
  it("end with the platform's errors, or with ones of their names where it has no DOMException", () => {
    for (const isThere of [true, false]) {
      if (!isThere) vi.stubGlobal("DOMException", undefined);
      // Older platforms give no reason.
      const signal = { aborted: true, reason: undefined } as unknown as AbortSignal;
      const reason = reasonOf(signal);
      expect([(reason as Error).name, reason instanceof Error]).toEqual(["AbortError", true]);
      expect(() => throwIfAborted(signal)).toThrow("This operation was aborted.");
    }
  });

  it.each([undefined, 0, Infinity])("have no limit at %s", (limit) => {
    vi.useFakeTimers();
    const { signal } = new AbortController();
    expect(limited(signal, limit).signal).toBe(signal);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("end at once where the caller's is aborted already, later with it, or at the limit", () => {
    vi.useFakeTimers();
    expect(limited(AbortSignal.abort("left"), 50).signal!.reason).toBe("left");
    const controller = new AbortController();
    const [early, late, kept, released] = Array.from({ length: 4 }, (_, index) =>
      limited(index === 1 ? undefined : controller.signal, 50),
    ) as [
      ReturnType<typeof limited>,
      ReturnType<typeof limited>,
      ReturnType<typeof limited>,
      ReturnType<typeof limited>,
    ];
    // What still arrives can still be aborted; what is over cannot.
    kept.release(true);
    released.release();
    controller.abort("left");
    vi.advanceTimersByTime(50);
    expect([early.signal!.reason, kept.signal!.reason, released.signal!.aborted]).toEqual(["left", "left", false]);
    expect((late.signal!.reason as Error).name).toBe("TimeoutError");
  });

  it("of a limit beyond what timers count do not end at once", () => {
    vi.useFakeTimers();
    const { signal } = limited(undefined, 2 ** 40);
    vi.advanceTimersByTime(1_000);
    expect(signal!.aborted).toBe(false);
  });
});

describe("whose request it is", () => {
  const encoded = (value: object): string => btoa(JSON.stringify(value)).replace(/[+/=]/g, "");
  const token = (claims: object): string => `eyJhbGciOiJub25lIn0.${encoded(claims)}.c2ln`;
  const caller = (authorization: string): string =>
    callerOf({ secrets: [], init: { method: "GET", headers: { authorization } } });

  it("is told by a JSON Web Token's claims, so that a renewed one is the same user's (RFC 7519, 4.1)", () => {
    const ada = { sub: "ada", exp: 1, iat: 1, jti: "a" };
    expect(caller(`Bearer ${token(ada)}`)).toBe(caller(`Bearer ${token({ ...ada, exp: 2, iat: 2, jti: "b" })}`));
    expect(caller(`Bearer ${token(ada)}`)).not.toBe(caller(`Bearer ${token({ ...ada, sub: "bob" })}`));
  });

  it("is told by any other credential as it is", () => {
    expect(caller("Bearer a")).not.toBe(caller("Bearer b"));
    // It looks like a token, and holds no JSON.
    expect(caller("Bearer a.eyJ.b")).not.toBe(caller("Bearer a.eyJ.c"));
    expect(caller("Bearer a.eyJ_.b")).not.toBe(caller("Bearer a.eyJ_.c"));
  });
});
