import { realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { bundle, createConfig, type Document, getLineColLocation, YamlParseError } from "@redocly/openapi-core";
import { upgradeFromTwoToThree } from "@scalar/openapi-upgrader/2.0-to-3.0";
import { type Diagnostic, type Position, RefusedError } from "../diagnostics.js";
import { ConfinedResolver } from "./confined-resolver.js";
import { isRecord, type JsonObject, own } from "./pointer.js";
import { Positions } from "./positions.js";

export interface LoadOptions {
  /** Origins from which `$ref`s may be fetched. */
  readonly allowRemote?: readonly string[];
  /** For tests and for hosts with their own network policy. */
  readonly fetch?: typeof globalThis.fetch;
}

/** One bundled OpenAPI 3 document: parsed once, shared by everything, with the way back to its lines. */
export interface LoadedDocument {
  /** Absolute path of the root file. */
  readonly file: string;
  /** OpenAPI 3; a Swagger 2.0 document has been converted. Only local `$ref`s are left. */
  readonly root: JsonObject;
  /** As the file says: `2.0`, `3.0.3`, `3.1.0`, `3.2.0`. */
  readonly version: string;
  /** Every file the document refers to, the root first. */
  readonly files: readonly string[];
  readonly positions: Positions;
  /** What bundling had to say. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads and bundles a document, confined to its folder (DESIGN section 8).
 *
 * @throws {RefusedError} with `file:line:column` for everything that is wrong.
 */
export async function loadDocument(path: string, options: LoadOptions = {}): Promise<LoadedDocument> {
  const file = resolve(path);
  const root = await realpath(dirname(file)).catch(() => dirname(file));
  const resolver = new ConfinedResolver({
    root,
    allowRemote: options.allowRemote ?? [],
    fetch: options.fetch ?? globalThis.fetch,
  });
  const document = await readRoot(resolver, file);
  const version = checkVersion(file, document.parsed);
  const positions = new Positions(document, () => resolver.sources.values());
  dropExtensionReferences(document.parsed);
  const { problems } = await bundle({
    doc: document,
    config: await createConfig({}),
    externalRefResolver: resolver,
  }).catch((error: unknown) => {
    throw asBroken(file, error);
  });
  const diagnostics = problems.map(({ message, severity, location }): Diagnostic => {
    const place = location[0];
    const at = place && { ...startOf(getLineColLocation(place)), file: place.source.absoluteRef };
    return {
      code: severity === "error" ? "unresolved-reference" : "renamed-component",
      severity: severity === "error" ? "error" : "info",
      message: oneLine(message),
      ...(at && { at }),
    };
  });
  const errors = diagnostics.filter((one) => one.severity === "error");
  if (errors.length > 0) throw new RefusedError(errors);
  const parsed = document.parsed as JsonObject;
  const converted =
    version === "2.0" ? (upgradeFromTwoToThree(structuredClone(parsed)) as unknown as JsonObject) : parsed;
  return {
    file,
    root: converted,
    version,
    files: [file, ...[...resolver.sources.keys()].filter((one) => one !== file)],
    positions,
    diagnostics,
  };
}

async function readRoot(resolver: ConfinedResolver, file: string): Promise<Document> {
  try {
    const document = await resolver.resolveDocument(null, file, true);
    if (document instanceof Error) throw document;
    return document;
  } catch (error) {
    throw asRefusal(file, error);
  }
}

/** The version of the specification the document claims, checked before anything else is believed. */
function checkVersion(file: string, parsed: unknown): string {
  const refuse = (message: string, line = 1): never => {
    throw new RefusedError([
      {
        code: "not-openapi",
        severity: "error",
        message,
        at: { file, line, column: 1 },
        help: "Supported are OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0.",
      },
    ]);
  };
  if (parsed === undefined || parsed === null) return refuse("The document is empty.");
  if (!isRecord(parsed))
    return refuse(`The document is ${Array.isArray(parsed) ? "a list" : "a single value"}, not an OpenAPI document.`);
  const version = own(parsed, "openapi") ?? own(parsed, "swagger");
  if (version === undefined) return refuse("The document has neither `openapi` nor `swagger`.");
  const text = String(version);
  if (typeof version !== "string")
    return refuse(`The version ${text} is a number; write it in quotes, such as "3.1.0".`);
  if (!/^(2\.0$|3\.[012](\.|$))/.test(text)) return refuse(`The version ${text} is not supported.`);
  if (!isRecord(own(parsed, "paths")) && (text.startsWith("3.0") || text === "2.0"))
    return refuse("The document has no `paths`.");
  return text;
}

/** References below `x-` extensions mean nothing to us, and often point to files nobody has. */
function dropExtensionReferences(root: unknown): void {
  const seen = new Set<object>();
  const visit = (node: unknown, named: boolean): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const [key, child] of Object.entries(node)) {
      if (key.startsWith("x-") && !named && !Array.isArray(node) && hasExternalReference(child)) {
        delete (node as JsonObject)[key];
      } else {
        visit(child, !named && namedMaps.has(key));
      }
    }
  };
  visit(root, false);
}

/** Objects whose keys are names: a header or property may well be called `x-...`. */
const namedMaps = new Set(
  "properties patternProperties headers schemas parameters examples requestBodies definitions $defs links callbacks".split(
    " ",
  ),
);

function hasExternalReference(node: unknown, seen = new Set<object>()): boolean {
  if (typeof node !== "object" || node === null || seen.has(node)) return false;
  seen.add(node);
  const ref = own(node, "$ref");
  return (
    (typeof ref === "string" && !ref.startsWith("#")) ||
    Object.values(node).some((child) => hasExternalReference(child, seen))
  );
}

function asRefusal(file: string, error: unknown): unknown {
  if (error instanceof YamlParseError) {
    const line = error.line || 1;
    const column = error.col || 1;
    const { source } = error;
    return new RefusedError([
      {
        code: "syntax",
        severity: "error",
        message: oneLine(error.originalError.message),
        at: { file: source.absoluteRef, line, column },
      },
    ]);
  }
  if (error instanceof Error && (error.name === "ResolveError" || "originalError" in error || "code" in error)) {
    return new RefusedError([
      { code: "unreadable", severity: "error", message: oneLine(error.message), at: { file, line: 1, column: 1 } },
    ]);
  }
  return error;
}

/** What openapi-core throws on documents that are too broken for it: a $ref to itself, a null where a map belongs. */
function asBroken(file: string, error: unknown): unknown {
  const refusal = asRefusal(file, error);
  if (!(refusal instanceof Error) || refusal instanceof RefusedError) return refusal;
  const circular = refusal.message.includes("circular");
  const message = circular
    ? "A $ref leads back to itself."
    : `The document cannot be bundled: ${oneLine(refusal.message)}`;
  return new RefusedError([
    {
      code: circular ? "circular-reference" : "unbundled",
      severity: "error",
      message,
      at: { file, line: 1, column: 1 },
    },
  ]);
}

const startOf = (location: { start?: { line: number; col: number } }): Omit<Position, "file"> => ({
  line: location.start?.line ?? 1,
  column: location.start?.col ?? 1,
});

const oneLine = (message: string): string => message.trim().split("\n")[0]!.replace(/\s+/g, " ");
