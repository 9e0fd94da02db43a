import type { Document } from "@redocly/openapi-core";
import type { Diagnostic } from "../diagnostics.js";
import { positionIn } from "./positions.js";
import { escapePointer, own, splitReference } from "./pointer.js";

interface Reference {
  readonly node: object;
  readonly ref: string;
  readonly document: Document;
}

/** Where the file that a reference names is found. */
export interface Files {
  readonly sources: ReadonlyMap<string, Document>;
  resolveExternalRef(base: string | null, ref: string): string;
}

/** References that lead to nothing but themselves, each circle once, at the place of its first. */
export function circularReferences(files: Files): Diagnostic[] {
  const references = new Map<object, Reference>();
  for (const document of files.sources.values()) collect(document, document.parsed, references);
  const circles: Reference[][] = [];
  const ends = new Map<object, unknown>();
  const way = new Set<Reference>();
  /** What a reference leads to in the end; any other value is its own end. */
  const endOf = (node: unknown): unknown => {
    const reference = references.get(node as object);
    if (!reference) return node;
    if (ends.has(reference.node)) return ends.get(reference.node);
    if (way.has(reference)) {
      const all = [...way];
      circles.push(all.slice(all.indexOf(reference)));
      return undefined;
    }
    way.add(reference);
    const end = endOf(targetOf(reference, files, endOf));
    way.delete(reference);
    ends.set(reference.node, end);
    return end;
  };
  for (const node of references.keys()) endOf(node);
  return circles.map(toDiagnostic);
}

/** Whether a value contains itself, as the copy of what a reference leads to does if that is around the reference. */
export function isEndless(value: unknown): boolean {
  const done = new Set<object>();
  const around = new Set<object>();
  const visit = (node: unknown): boolean => {
    if (typeof node !== "object" || node === null || done.has(node)) return false;
    if (around.has(node)) return true;
    around.add(node);
    if (Object.values(node).some(visit)) return true;
    around.delete(node);
    done.add(node);
    return false;
  };
  return visit(value);
}

function collect(document: Document, node: unknown, found: Map<object, Reference>): void {
  if (typeof node !== "object" || node === null || found.has(node)) return;
  const ref = own(node, "$ref");
  if (typeof ref === "string") found.set(node, { node, ref, document });
  for (const child of Object.values(node)) collect(document, child, found);
}

/** Looked for when a circle is reported: of most references nobody asks where they stand. */
function pointerTo(wanted: object, node: unknown, seen = new Set<unknown>()): string | undefined {
  if (node === wanted) return "";
  if (typeof node !== "object" || node === null || seen.has(node)) return undefined;
  seen.add(node);
  for (const [key, child] of Object.entries(node)) {
    const rest = pointerTo(wanted, child, seen);
    if (rest !== undefined) return `/${escapePointer(key)}${rest}`;
  }
  return undefined;
}

/** One step; what lies behind another reference on the way is found through `endOf`. */
function targetOf({ ref, document }: Reference, files: Files, endOf: (node: unknown) => unknown): unknown {
  const [uri = "", fragment = ""] = ref.split("#");
  const file = uri === "" ? document : files.sources.get(files.resolveExternalRef(document.source.absoluteRef, uri));
  return splitReference(fragment).reduce<unknown>(
    (node, segment) => member(node, segment) ?? member(endOf(node), segment),
    file?.parsed,
  );
}

const member = (node: unknown, segment: string): unknown =>
  Array.isArray(node) ? (node as unknown[])[Number(segment)] : own(node, segment);

function toDiagnostic(circle: readonly Reference[]): Diagnostic {
  const [{ document, node }] = circle as [Reference];
  const message =
    circle.length === 1
      ? `The $ref ${circle[0]!.ref} refers to itself.`
      : `These references lead back to where they start: ${circle.map(({ ref }) => ref).join(" -> ")}.`;
  return {
    code: "circular-reference",
    severity: "error",
    message,
    help: "Replace one of these references with the definition itself.",
    at: positionIn(document.source, `#${pointerTo(node, document.parsed)}`),
  };
}
