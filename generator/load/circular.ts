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
  /** What a reference leads to in the end; any other value is its own end. A loop: references may be a long chain. */
  const endOf = (start: unknown): unknown => {
    const steps: Reference[] = [];
    let end = start;
    for (let reference = references.get(end as object); reference; reference = references.get(end as object)) {
      if (ends.has(reference.node)) {
        end = ends.get(reference.node);
        break;
      }
      if (way.has(reference)) {
        const all = [...way];
        circles.push(all.slice(all.indexOf(reference)));
        end = undefined;
        break;
      }
      way.add(reference);
      steps.push(reference);
      end = targetOf(reference, files, endOf);
    }
    for (const reference of steps) {
      way.delete(reference);
      ends.set(reference.node, end);
    }
    return end;
  };
  for (const node of references.keys()) endOf(node);
  const pointers = pointersTo(new Set(circles.map(([first]) => first!.node)), files);
  return circles.map((circle) => toDiagnostic(circle, pointers.get(circle[0]!.node)!));
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

/** Looked for when circles are reported: of most references nobody asks where they stand. */
function pointersTo(wanted: ReadonlySet<object>, files: Files): Map<object, string> {
  const found = new Map<object, string>();
  const seen = new Set<object>();
  const visit = (node: unknown, pointer: string): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    if (wanted.has(node)) found.set(node, pointer);
    for (const [key, child] of Object.entries(node)) visit(child, `${pointer}/${escapePointer(key)}`);
  };
  if (wanted.size > 0) for (const { parsed } of files.sources.values()) visit(parsed, "#");
  return found;
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

function toDiagnostic(circle: readonly Reference[], pointer: string): Diagnostic {
  const [{ document }] = circle as [Reference];
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
