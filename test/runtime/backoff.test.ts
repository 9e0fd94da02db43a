import { getEventListeners } from "node:events";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fullJitter, sleep, unlessAborted } from "../../runtime/core/backoff.js";

describe("full jitter", () => {
  it("is anything from 0 up to the base doubled with each attempt, and never more than the limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, base, limit, chance) => {
          const delay = fullJitter(attempt, base, limit, () => chance);
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(limit);
          expect(delay).toBeLessThanOrEqual(base && base * 2 ** (attempt - 1));
        },
      ),
    );
  });

  it("doubles, until the limit", () => {
    expect([1, 2, 3, 4].map((attempt) => fullJitter(attempt, 100, 500, () => 0.5))).toEqual([50, 100, 200, 250]);
  });

  it("takes its chance from Math.random by default", () => {
    vi.spyOn(Math, "random").mockReturnValueOnce(0.25);
    expect(fullJitter(1, 100, 500)).toBe(25);
  });
});

describe("sleep", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("ends after its time, and leaves nothing at the signal", async () => {
    const { signal } = new AbortController();
    const slept = sleep(100, signal);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(99);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await slept;
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("ends with the signal's reason, and leaves no timer", async () => {
    const controller = new AbortController();
    const slept = sleep(100, controller.signal);
    const reason = new Error("left the page");
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    await expect(sleep(100, controller.signal)).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not end at once when it is longer than a timer can be", async () => {
    const slept = sleep(Infinity);
    await vi.advanceTimersByTimeAsync(2 ** 31 - 2);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await slept;
  });
});

describe("a promise that an abort cuts short", () => {
  it("gives its value or its error, and leaves nothing at the signal", async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
    const error = new Error("failed");
    await expect(unlessAborted(Promise.reject(error), signal)).rejects.toBe(error);
    expect(await unlessAborted(Promise.resolve(2))).toBe(2);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("rejects with the signal's reason, whatever becomes of it later", async () => {
    const controller = new AbortController();
    let fail: (error: Error) => void = () => {};
    const open = new Promise<void>((_resolve, reject) => {
      fail = reject;
    });
    const cut = unlessAborted(open, controller.signal);
    controller.abort("enough");
    await expect(cut).rejects.toBe("enough");
    fail(new Error("nobody listens"));
    await expect(unlessAborted(Promise.resolve(1), controller.signal)).rejects.toBe("enough");
  });
});
