import fc from "fast-check";
import { jsonDataEvents, jsonLines, jsonSequence, serverSentEvents, textEvents } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";

/* What holds of a stream however the network cuts it: pieces of any length, none among them, within letters and CR LF. */

type Decoder = typeof jsonLines;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A response whose body arrives in pieces; their lengths are taken in turn. */
function inPieces(bytes: Uint8Array, lengths: readonly number[]): Response {
  let [at, turn] = [0, 0];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const length = lengths[turn++ % lengths.length]!;
      controller.enqueue(bytes.slice(at, at + length));
      at += length;
      if (at >= bytes.length) controller.close();
    },
  });
  return new Response(body);
}

async function all(decoder: Decoder, response: Response): Promise<unknown[]> {
  const found: unknown[] = [];
  const { data } = await decoder(response);
  for await (const item of data as AsyncIterable<unknown>) found.push(item);
  return found;
}

// At least one length is not 0, so that the body ends.
const lengths = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.array(fc.nat(7), { maxLength: 5 }))
  .map((both) => both.flat());

/** Texts with what parsers trip over: letters of several bytes, and line ends of other formats. */
const text = fc.string({ unit: fc.constantFrom("a", ":", " ", "é", "\u2028", "🙂", "\ufeff", "\x1e", '"') });
const json = fc.jsonValue({ depthSize: "small", stringUnit: "grapheme" }).map((value) => JSON.stringify(value));
/** The start of a number is a number, too. */
const oftenNumber = fc.oneof(fc.integer().map(String), json);
const parse = (one: string): unknown => JSON.parse(one);

describe("an event stream (HTML, 9.2)", () => {
  const end = fc.constantFrom("\n", "\r\n", "\r");
  const line = fc.oneof(
    fc.tuple(fc.constantFrom("data", "event", "id", "retry", "", "other"), fc.constantFrom(":", ": ", ":  "), text),
    fc.constantFrom(["data"], ["retry: 5"], ["retry: -5"], ["id: a\0b"], [": a comment"], [""], [""], [""]),
  );
  const stream = fc
    .tuple(fc.boolean(), fc.array(fc.tuple(line, end), { maxLength: 20 }))
    .map(([hasMark, lines]) => (hasMark ? "\ufeff" : "") + lines.flat(2).join(""));

  /** As the standard reads it, line by line, of a whole text. */
  function byTheBook(whole: string): unknown[] {
    const events: unknown[] = [];
    let event: Record<string, unknown> = {};
    const lines = whole.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
    // What no line end follows is no line.
    for (const one of lines.slice(0, -1)) {
      const [name = "", ...rest] = one.split(":");
      const value = rest.join(":").replace(/^ /, "");
      if (one === "") {
        if ("data" in event) events.push(event);
        event = {};
      } else if (name === "data") event["data"] = "data" in event ? `${event["data"] as string}\n${value}` : value;
      else if (name === "event") event["event"] = value;
      else if (name === "id" && !value.includes("\0")) event["id"] = value;
      else if (name === "retry" && /^[0-9]+$/.test(value)) event["retry"] = Number(value);
    }
    return events;
  }

  it("gives the events of the standard, wherever it is cut", () =>
    fc.assert(
      fc.asyncProperty(stream, lengths, async (whole, cuts) => {
        expect(await all(serverSentEvents, inPieces(bytesOf(whole), cuts))).toEqual(byTheBook(whole));
      }),
      { numRuns: 500 },
    ));

  it("carries any text that a server writes line by line, and any JSON", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, json)), lengths, end, async (items, cuts, newline) => {
        const written = (data: readonly string[]): Uint8Array =>
          bytesOf(data.map((one) => `event: e${newline}data: ${one}${newline}${newline}`).join(""));
        const texts = items.map(([one]) => one);
        expect(await all(textEvents, inPieces(written(texts), cuts))).toEqual(texts);
        const jsons = items.map(([, one]) => one);
        expect(await all(jsonDataEvents, inPieces(written(jsons), cuts))).toEqual(
          jsons.map((one) => ({ event: "e", data: parse(one) })),
        );
      }),
    ));
});

describe("JSON Lines", () => {
  it("give what was written, wherever they are cut, with or without a last line end and empty lines", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(json, fc.constantFrom("\n", "\r\n", "\n\n", " \n"))),
        fc.boolean(),
        lengths,
        async (lines, endsOpen, cuts) => {
          const whole = lines.flat().join("");
          const bytes = bytesOf(endsOpen ? whole.trimEnd() : whole);
          expect(await all(jsonLines, inPieces(bytes, cuts))).toEqual(lines.map(([one]) => parse(one)));
        },
      ),
    ));
});

describe("a JSON text sequence (RFC 7464)", () => {
  it("gives what was written, wherever it is cut", () =>
    fc.assert(
      fc.asyncProperty(fc.array(json), fc.constantFrom("\x1e", "\x1e\x1e"), lengths, async (items, start, cuts) => {
        const pretty = items.map((one) => `${start}${JSON.stringify(parse(one), null, 2)}\n`).join("");
        expect(await all(jsonSequence, inPieces(bytesOf(pretty), cuts))).toEqual(items.map(parse));
      }),
    ));

  it("that breaks off gives no item that was not written (2.4)", () =>
    fc.assert(
      fc.asyncProperty(fc.array(oftenNumber, { minLength: 1 }), fc.nat(), lengths, async (items, cutAt, cuts) => {
        const bytes = bytesOf(items.map((one) => `\x1e${one}\n`).join(""));
        const { data } = await jsonSequence(inPieces(bytes.slice(0, cutAt % bytes.length), cuts));
        const found: unknown[] = [];
        try {
          for await (const item of data as AsyncIterable<unknown>) found.push(item);
        } catch (error) {
          expect(error).toMatchObject({ name: "InvalidResponseError" });
        }
        expect(found).toEqual(items.slice(0, found.length).map(parse));
      }),
    ));

  it.each(["12", "true", "-0.5e3", "null"])("does not take %s for whole without white space behind it", async (cut) => {
    const cutShort = new Response(`\x1e{"n":1}\n\x1e${cut}`, { status: 206 });
    await expect(all(jsonSequence, cutShort)).rejects.toMatchObject({
      name: "InvalidResponseError",
      status: 206,
      data: cut,
      message: expect.stringContaining("cut short") as unknown,
    });
    await expect(all(jsonSequence, new Response(`\x1e${cut}\x1e1\n`))).rejects.toThrow("cut short");
    expect(await all(jsonSequence, new Response(`\x1e${cut}\n`))).toEqual([JSON.parse(cut)]);
  });
});

describe("a platform without streams (React Native)", () => {
  it("gives the same items, when all of it is there", async () => {
    const response = new Response('{"n":1}\n{"n":2}\n');
    Object.defineProperty(response, "body", { value: undefined });
    expect(await all(jsonLines, response)).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
