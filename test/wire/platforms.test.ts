import { acrossTabs, type ClientOptions, edit, lanes, resendOnce, retryRetrievals, UsageError } from "ifmatch/runtime";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bookServer, clientOf, one, patch, read, thrown } from "./book-server.js";

/* Platforms that lack something: React Native, workers, old browsers. What can do without, does; the rest says so. */

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Takes properties away for one test. */
function without(target: object, ...names: readonly string[]): void {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(target, name);
    if (!descriptor) continue;
    Reflect.deleteProperty(target, name);
    restore.push(() => Object.defineProperty(target, name, descriptor));
  }
}
const restore: (() => void)[] = [];
afterEach(() => {
  for (const put of restore.splice(0)) put();
});

describe("without AbortSignal.any, timeout and throwIfAborted", () => {
  const take = (): void => {
    without(AbortSignal, "any", "timeout");
    without(AbortSignal.prototype, "throwIfAborted");
  };

  it("the core, lanes, recovery and retries work", async () => {
    take();
    const book = await bookServer();
    const options = { timeout: 5_000, lanes: lanes(), recover: resendOnce({ delay: 1 }), retry: retryRetrievals() };
    const client = clientOf(book, options);
    const { signal } = new AbortController();
    const before = await read(client, one, { signal });
    expect(await patch(client, { ...one, body: { text: "x" }, ifMatch: before }, { signal })).toMatchObject({
      kind: "ok",
    });
    expect(await edit(client, read, patch, one, () => ({ count: 1 }), { signal })).toMatchObject({ kind: "ok" });
  });

  it("timeouts and aborts end requests all the same", async () => {
    take();
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.fault = () => true;
    const late = await patch(client, { ...one, body: {}, ifMatch: before }, { timeout: 5 });
    expect(late).toMatchObject({ kind: "ambiguous", cause: { name: "TimeoutError" } });
    const controller = new AbortController();
    const aborted = patch(
      client,
      { ...one, body: {}, ifMatch: before },
      { signal: controller.signal, timeout: 60_000 },
    );
    setTimeout(() => controller.abort(), 5);
    expect(await aborted).toMatchObject({ kind: "ambiguous", cause: { name: "AbortError" } });
    expect(await thrown(read(client, one, { signal: AbortSignal.abort() }))).toMatchObject({ name: "AbortError" });
  });
});

describe("with the AbortController that React Native brings, which knows neither reasons nor static methods", () => {
  class Signal extends EventTarget {
    aborted = false;
  }
  class Controller {
    readonly signal = new Signal();
    // Like abort-controller 3, on which React Native builds: what `abort` is given is ignored.
    abort(): void {
      if (this.signal.aborted) return;
      this.signal.aborted = true;
      this.signal.dispatchEvent(new Event("abort"));
    }
  }

  /** React Native's fetch takes these signals, which Node's does not. */
  function take(): ClientOptions {
    vi.stubGlobal("AbortController", Controller);
    vi.stubGlobal("AbortSignal", Signal);
    return {
      fetch: (input, { signal, ...init } = {}) =>
        new Promise((resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
          fetch(input, init).then(resolve, reject);
        }),
    };
  }

  it("calls with a signal, with a time limit, with both and in lanes are sent", async () => {
    const book = await bookServer();
    const options = take();
    const client = clientOf(book, { ...options, lanes: lanes() });
    const signal = new Controller().signal as unknown as AbortSignal;
    for (const call of [{}, { signal }, { timeout: 5_000 }, { signal, timeout: 5_000 }]) {
      const before = await read(client, one, call);
      const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: before }, call);
      expect(saved).toMatchObject({ kind: "ok", data: { text: "x" } });
    }
  });

  it("aborts and time limits end them", async () => {
    const book = await bookServer();
    const client = clientOf(book, take());
    const before = await read(client);
    book.fault = () => true;
    const change = { ...one, body: {}, ifMatch: before };
    expect(await patch(client, change, { timeout: 5 })).toMatchObject({
      kind: "ambiguous",
      cause: { name: "AbortError" },
    });
    const controller = new Controller();
    const signal = controller.signal as unknown as AbortSignal;
    const aborted = thrown(read(client, one, { signal, timeout: 60_000 }));
    setTimeout(() => controller.abort(), 5);
    expect(await aborted).toMatchObject({ name: "AbortError" });
    expect(await thrown(read(client, one, { signal }))).toMatchObject({ name: "AbortError" });
  });
});

it("without cache modes (workers), none is sent", async () => {
  const book = await bookServer();
  const Native = globalThis.Request;
  vi.stubGlobal(
    "Request",
    class extends Native {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        if (init?.cache !== undefined) throw new TypeError("The 'cache' field is not implemented.");
        super(input, init);
      }
    },
  );
  const modes: unknown[] = [];
  const client = clientOf(book, {
    fetch: (input, init) => {
      modes.push(init?.cache);
      return fetch(input, init);
    },
  });
  await read(client);
  await read(client, one, { cache: undefined });
  await read(client, one, { cache: "reload" });
  // What the runtime reads by itself asks for `reload`: the second reading of `edit`, and `reload()`.
  book.fault = ({ method }) => {
    if (method !== "GET" && book.note.count === 0) book.changeElsewhere({ count: 1 });
    return false;
  };
  expect(await edit(client, read, patch, one, () => ({ text: "x" }))).toMatchObject({ kind: "ok" });
  expect(modes).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, undefined]);
});

it("without BroadcastChannel, acrossTabs says what is missing", async () => {
  const book = await bookServer();
  const client = clientOf(book, { lanes: lanes() });
  vi.stubGlobal("BroadcastChannel", undefined);
  expect(() => acrossTabs(client)).toThrow(UsageError);
  expect(() => acrossTabs(client)).toThrow(/BroadcastChannel/);
});

it("without crypto.randomUUID, a write token says what is missing when it is set up", () => {
  vi.stubGlobal("crypto", {});
  expect(() => resendOnce({ token: { header: "Idempotency-Key" } })).toThrow(/newToken/);
  expect(() => resendOnce({ token: { header: "Idempotency-Key" }, newToken: () => "1" })).not.toThrow();
  expect(() => resendOnce()).not.toThrow();
});

it("without fetch, createClient says what is missing", async () => {
  const book = { origin: "http://127.0.0.1:9" };
  vi.stubGlobal("fetch", undefined);
  expect(() => clientOf(book)).toThrow(/fetch/);
});

it("without TextDecoder, UTF-8 text is read all the same", async () => {
  const book = await bookServer();
  vi.stubGlobal("TextDecoder", undefined);
  expect(await read(clientOf(book))).toMatchObject({ data: { text: "first" } });
});
