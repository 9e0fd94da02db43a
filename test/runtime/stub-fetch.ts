/** What the stub answers with; a function sees the request, an Error is a request that found no answer. */
export type StubAnswer = Response | Error | ((request: Request) => Response | Promise<Response>);

export interface StubFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Every request that left, in order, as real `fetch` would have built it. */
  readonly requests: Request[];
}

/**
 * A `fetch` that records. It answers in the given order, refuses what real `fetch` refuses (a malformed
 * header, a relative URL), honours the signal, and complains about a request that nobody expected.
 */
export function stubFetch(...answers: StubAnswer[]): StubFetch {
  const requests: Request[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      requests.push(request);
      const answer = answers[requests.length - 1];
      if (answer === undefined) throw new Error(`Nobody expected ${request.method} ${request.url}.`);
      if (answer instanceof Error) throw answer;
      if (answer instanceof Response) return answer;
      const aborted = new Promise<never>((_resolve, reject) => {
        request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
      });
      return Promise.race([answer(request), aborted]);
    },
  };
}

/** An answer with a JSON body. */
export function json(status: number, data: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(data), { status, headers: { "content-type": "application/json", ...headers } });
}

/** An answer without a body. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers });
}

/** An answer whose body breaks off after `start`. */
export function cutShort(status: number, start: string, headers: Readonly<Record<string, string>> = {}): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(start));
    },
    pull(controller) {
      controller.error(new TypeError("terminated"));
    },
  });
  return new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
}

/** Never answers: the request ends only by its signal. */
export const never = (): Promise<Response> => new Promise(() => {});

/** An answer that waits until the test gives it. */
export function later(): { readonly answer: () => Promise<Response>; readonly give: (response: Response) => void } {
  let give: (response: Response) => void = () => {};
  const response = new Promise<Response>((resolve) => {
    give = resolve;
  });
  return { answer: () => response, give };
}
