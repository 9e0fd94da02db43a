import { isRecord, own } from "../load/pointer.js";
import type { StreamReading } from "../model/streams.js";
import type { Projection } from "./projection.js";

/**
 * A stream as a server would send it, with an item for each that the sample has.
 *
 * @param sample All items, one of them, or the text of the stream itself.
 */
export function streamText({ decoder, item }: StreamReading, sample: unknown, projection: Projection): string {
  const isLines = decoder === "jsonLines" || decoder === "jsonSequence";
  if (typeof sample === "string" && (isLines ? isJsonLines(sample) : isEvents(sample))) return ended(sample, isLines);
  const isOne = !Array.isArray(sample) || projection.resolve(item).kind === "array";
  const items = (isOne ? [sample] : (sample as unknown[])).map((one) => projection.shape(item, [one]));
  return items.map((one) => framed(decoder, one)).join("");
}

function framed(decoder: StreamReading["decoder"], item: unknown): string {
  switch (decoder) {
    case "jsonLines":
      return `${jsonOf(item)}\n`;
    case "jsonSequence":
      // RFC 7464, 2.2.
      return `\x1e${jsonOf(item)}\n`;
    case "jsonDataEvents":
    case "serverSentEvents":
      return event(isRecord(item) ? item : { data: item });
    default:
      return event({ data: item });
  }
}

/** HTML, 9.2.6: a field on each line, and an empty line behind them. A line break ends a value, or begins another line of data. */
function event(fields: object): string {
  const lines = ["event", "id", "retry"].flatMap((name) => {
    const value = own(fields, name);
    return typeof value === "string" || typeof value === "number"
      ? [`${name}: ${String(value).split(lineEnd, 1)[0]}`]
      : [];
  });
  // An event without data reaches nobody.
  const data = own(fields, "data") ?? "string";
  const text = typeof data === "string" ? data : jsonOf(data);
  return `${[...lines, ...text.split(lineEnd).map((line) => `data: ${line}`)].join("\n")}\n\n`;
}

const lineEnd = /\r\n|\n|\r/;
const jsonOf = (value: unknown): string => JSON.stringify(value ?? null);

const isEvents = (text: string): boolean => /^(?:data|event|id|retry)?:/.test(text);

function isJsonLines(text: string): boolean {
  try {
    const lines = text.replaceAll("\x1e", "\n").split("\n");
    return lines.every((line) => line.trim() === "" || isRecord(JSON.parse(line)));
  } catch {
    return false;
  }
}

const ended = (text: string, isLines: boolean): string => `${text.trimEnd()}${isLines ? "\n" : "\n\n"}`;
