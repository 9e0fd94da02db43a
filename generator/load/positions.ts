import type { Document, Source } from "@redocly/openapi-core";
import type { Position } from "../diagnostics.js";
import { escapePointer, isRecord, splitPointer } from "./pointer.js";
import { placeIn } from "./source-places.js";

/** The way from a pointer into a bundled document back to its files. */
export interface Positions {
  /** File, line and column of `#/paths/~1jobs~1/post`, or of the nearest that is there. */
  locate(pointer: string): Position;
}

/** The position of the key at a pointer in one file. */
export function positionIn(source: Source, pointer: string): Position {
  return { file: source.absoluteRef, ...placeIn(source, pointer).start };
}

/**
 * Finds the file, line and column of a pointer into the bundled document. Nothing is computed until a
 * message is printed: building the syntax tree costs as much as parsing.
 */
export class DocumentPositions implements Positions {
  readonly #root: Document;
  readonly #others: () => Iterable<Document>;
  #origins: WeakMap<object, { source: Source; pointer: string }> | undefined;

  constructor(root: Document, others: () => Iterable<Document>) {
    this.#root = root;
    this.#others = others;
  }

  locate(pointer: string): Position {
    const { source, at } = this.#trace(splitPointer(pointer));
    return positionIn(source, at);
  }

  /** Follows the pointer; where it enters an object that came from another file, the trace goes on there. */
  #trace(segments: readonly string[]): { source: Source; at: string } {
    let source = this.#root.source;
    let at = "#";
    let node: unknown = this.#root.parsed;
    for (const segment of swaggerSegments(this.#root.parsed, segments)) {
      node =
        typeof node === "object" && node !== null && Object.hasOwn(node, segment)
          ? (node as Record<string, unknown>)[segment]
          : undefined;
      const origin = typeof node === "object" && node !== null ? this.#originOf(node) : undefined;
      if (origin) ({ source, pointer: at } = origin);
      else at += `/${escapePointer(segment)}`;
    }
    return { source, at };
  }

  #originOf(node: object): { source: Source; pointer: string } | undefined {
    if (!this.#origins) {
      this.#origins = new WeakMap();
      for (const { source, parsed } of this.#others())
        if (source !== this.#root.source) this.#register(source, parsed, "#");
    }
    return this.#origins.get(node);
  }

  #register(source: Source, node: unknown, pointer: string): void {
    if (typeof node !== "object" || node === null || this.#origins!.has(node)) return;
    this.#origins!.set(node, { source, pointer });
    for (const [key, child] of Object.entries(node)) this.#register(source, child, `${pointer}/${escapePointer(key)}`);
  }
}

/** Swagger 2.0 is converted to 3.0 before it is modelled; its components stood elsewhere in the file. */
function swaggerSegments(root: unknown, segments: readonly string[]): readonly string[] {
  if (!isRecord(root) || root["swagger"] === undefined || segments[0] !== "components") return segments;
  return [segments[1] === "schemas" ? "definitions" : (segments[1] ?? ""), ...segments.slice(2)];
}
