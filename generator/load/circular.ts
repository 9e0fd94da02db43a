import type { Document } from "@redocly/openapi-core";
import type { Diagnostic } from "../diagnostics.js";
import { positionIn } from "./positions.js";
import { escapePointer, followReference, own } from "./pointer.js";

interface Reference {
  readonly node: object;
  readonly ref: string;
  readonly document: Document;
  readonly pointer: string;
}

/** Where the file that a reference names is found. */
export interface Files {
  readonly sources: ReadonlyMap<string, Document>;
  resolveExternalRef(base: string | null, ref: string): string;
}

/** References that lead to nothing but themselves, each circle once, at the place of its first. */
export function circularReferences(files: Files): Diagnostic[] {
  const references = new Map<object, Reference>();
  for (const document of files.sources.values()) collect(document, document.parsed, "#", references);
  const done = new Set<object>();
  return [...references.values()].flatMap((first) => {
    const way: Reference[] = [];
    let next: Reference | undefined = first;
    while (next && !done.has(next.node)) {
      done.add(next.node);
      way.push(next);
      next = references.get(targetOf(next, files) as object);
    }
    const start = next === undefined ? -1 : way.indexOf(next);
    return start === -1 ? [] : [toDiagnostic(way.slice(start))];
  });
}

function collect(document: Document, node: unknown, pointer: string, found: Map<object, Reference>): void {
  if (typeof node !== "object" || node === null || found.has(node)) return;
  const ref = own(node, "$ref");
  if (typeof ref === "string") found.set(node, { node, ref, document, pointer });
  for (const [key, child] of Object.entries(node)) collect(document, child, `${pointer}/${escapePointer(key)}`, found);
}

function targetOf({ ref, document }: Reference, files: Files): unknown {
  const [uri = "", fragment = ""] = ref.split("#");
  const file = uri === "" ? document : files.sources.get(files.resolveExternalRef(document.source.absoluteRef, uri));
  return followReference(file?.parsed, fragment);
}

function toDiagnostic(circle: readonly Reference[]): Diagnostic {
  const [{ document, pointer }] = circle as [Reference];
  const message =
    circle.length === 1
      ? `The $ref ${circle[0]!.ref} refers to itself.`
      : `These references lead back to where they start: ${circle.map(({ ref }) => ref).join(" -> ")}.`;
  return {
    code: "circular-reference",
    severity: "error",
    message,
    help: "Replace one of these references with the definition itself.",
    at: positionIn(document.source, pointer),
  };
}
