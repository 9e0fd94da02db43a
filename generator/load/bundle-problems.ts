import { groupBy } from "../group.js";
import { type bundle, getLineColLocation } from "@redocly/openapi-core";
import { type Diagnostic, RefusedError } from "../diagnostics.js";
import { circularReferences } from "./circular.js";
import type { ConfinedResolver } from "./confined-resolver.js";
import { LimitError } from "./limits.js";
import { ParseError } from "./parse-error.js";
import type { OpenedDocument } from "./opened-document.js";
import { encodePercent, follow, type JsonObject, own } from "./pointer.js";
import { positionIn } from "./positions.js";
import { wrongTypes } from "./structure.js";

/** Something that openapi-core found while it bundled: a broken reference, or a component that got another name. */
export type Problem = Awaited<ReturnType<typeof bundle>>["problems"][number];

/** What openapi-core has to say about references, one diagnostic a cause. */
export function toDiagnostics(problems: readonly Problem[], resolver: ConfinedResolver): Diagnostic[] {
  const { exceeded, broken } = resolver;
  if (exceeded) {
    const [first] = problems.filter(({ message }) => message.includes(exceeded.message));
    return [{ code: "limit", severity: "error", message: exceeded.message, ...(first && placeOf(first)) }];
  }
  // A file that cannot be parsed is one error, not one a reference to it.
  const others = problems.filter(({ message }) => !broken.some((error) => message.includes(error.message)));
  const found = others.map((one) => toDiagnostic(one, resolver));
  return [...broken.map(({ diagnostic }) => diagnostic), ...unique(withoutConsequences(found))];
}

/** A component that is a broken reference breaks each reference to the component, for the same cause. */
function withoutConsequences(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const causeOf = ({ message }: Diagnostic): string => message.replace(/^Can't resolve \$ref \S+: /, "");
  const isLocal = ({ message }: Diagnostic): boolean => message.startsWith("Can't resolve $ref #");
  const causes = new Set(diagnostics.filter((one) => !isLocal(one)).map(causeOf));
  return diagnostics.filter((one) => !isLocal(one) || !causes.has(causeOf(one)));
}

/** OpenAPI 3.0.3, Discriminator Object: a mapping may have the bare name of a schema, which openapi-core takes for a file. */
export function isSchemaName({ location: [place] }: Problem, resolver: ConfinedResolver): boolean {
  const node = place?.pointer && follow(resolver.sources.get(place.source.absoluteRef)?.parsed, place.pointer);
  return typeof node === "string" && /^[\w.-]+$/.test(node) && !/\.(?:ya?ml|json)$/i.test(node);
}

function toDiagnostic(problem: Problem, resolver: ConfinedResolver): Diagnostic {
  const { message, severity } = problem;
  if (severity !== "error") {
    return { code: "renamed-component", severity: "info", message: oneLine(message), ...placeOf(problem) };
  }
  return {
    code: "unresolved-reference",
    severity: "error",
    ...referenceProblem(problem, resolver),
    ...placeOf(problem),
  };
}

/** The reference, and why it leads nowhere. openapi-core gives no cause where the file is there and the place is not. */
function referenceProblem(
  { message, location: [place] }: Problem,
  resolver: ConfinedResolver,
): Pick<Diagnostic, "message" | "help"> {
  const node = place?.pointer && follow(resolver.sources.get(place.source.absoluteRef)?.parsed, place.pointer);
  // The entry of a discriminator's mapping is the reference itself.
  const ref = typeof node === "string" ? node : own(node, "$ref");
  const [, cause] = /^Can't resolve \$ref: (.*)/s.exec(message) ?? [];
  if (typeof ref !== "string") return { message: oneLine(message) };
  const [file, fragment] = ref.split("#");
  const nothing =
    fragment === undefined
      ? "it is not an object"
      : `there is nothing at #${fragment}${file ? ` in ${file}` : " in this file"}`;
  return {
    message: `Can't resolve $ref ${ref}: ${oneLine(cause ?? nothing)}`,
    ...(cause === undefined && { help: "Correct the reference, or add what it refers to." }),
  };
}

function placeOf({ location: [place] }: Problem): Pick<Diagnostic, "at"> {
  if (!place) return {};
  const encoded = place.pointer === undefined ? place : { ...place, pointer: encodePercent(place.pointer) };
  const { start } = getLineColLocation(encoded);
  return { at: { file: place.source.absoluteRef, line: start?.line ?? 1, column: start?.col ?? 1 } };
}

/** One broken reference is reported once, however often it is used. */
function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...groupBy(diagnostics, ({ message }) => message).values()].map(([first, ...others]) =>
    others.length === 0 ? first! : { ...first!, message: `${first!.message} (used ${others.length + 1} times)` },
  );
}

/** A file that could not be read, as a refusal; other errors as they are. */
export function asRefusal(file: string, error: unknown): unknown {
  if (error instanceof ParseError) return new RefusedError([error.diagnostic]);
  const at = { file, line: 1, column: 1 };
  if (error instanceof LimitError) return refusal({ code: "limit", message: error.message, at });
  if (error instanceof Error && (error.name === "ResolveError" || "originalError" in error || "code" in error))
    return refusal({ code: "unreadable", message: oneLine(error.message), at });
  return error;
}

/**
 * Before openapi-core follows references: it fails at the first circle, and at the next it rejects a promise that nobody
 * awaits, which ends the process.
 *
 * @throws {RefusedError} for references of the files read so far that lead to nothing but themselves.
 */
export function refuseCircles(resolver: ConfinedResolver): void {
  const circles = circularReferences(resolver);
  if (circles.length > 0) throw new RefusedError(circles);
}

/** What openapi-core throws on documents that are too broken for it: a $ref to itself, a null where a map belongs. */
export function asBroken(error: unknown, { file, version, document, resolver }: OpenedDocument): unknown {
  const known = asRefusal(file, error);
  if (!(known instanceof Error) || known instanceof RefusedError) return known;
  const causes = known.message.includes("circular")
    ? circularReferences(resolver)
    : wrongTypes(document.parsed as JsonObject, version)
        .filter(({ severity }) => severity === "error")
        .map((one) => ({ ...one, at: positionIn(document.source, one.at as string) }));
  if (causes.length > 0) return new RefusedError(causes);
  const message = `The document cannot be bundled: ${oneLine(known.message)}`;
  return refusal({ code: "unbundled", message, at: { file, line: 1, column: 1 } });
}

const refusal = (diagnostic: Omit<Diagnostic, "severity">): RefusedError =>
  new RefusedError([{ ...diagnostic, severity: "error" }]);

export const oneLine = (message: string): string => message.trim().split("\n")[0]!.replace(/\s+/g, " ");
