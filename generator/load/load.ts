import { resolve } from "node:path";
import type { Document } from "@redocly/openapi-core";
import { RefusedError, type Diagnostic } from "../diagnostics.js";
import { asBroken, asRefusal, refuseCircles, toDiagnostics } from "./bundle-problems.js";
import { checkDocument } from "./check.js";
import { ConfinedResolver } from "./confined-resolver.js";
import { diskFiles, type DocumentFiles } from "./files.js";
import { isUrl } from "./input.js";
import type { Limits } from "./limits.js";
import { hideLiterals, revealLiterals } from "./literals.js";
import type { OpenedDocument } from "./opened-document.js";
import { isRecord, type JsonObject, own } from "./pointer.js";
import { DocumentPositions, type Positions } from "./positions.js";
import { isOnePiece } from "./single-file.js";
import { traced } from "../trace.js";
import { convertSwagger } from "./swagger.js";

export interface LoadOptions {
  /** Origins from which `$ref`s may be fetched. */
  readonly allowRemote?: readonly string[];
  /** The folder that references may not leave. Default: the git repository around the document, or its own folder. */
  readonly root?: string | undefined;
  /** Sent to the origin of a document that is fetched. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For tests and for hosts with their own network policy. */
  readonly fetch?: typeof globalThis.fetch;
  /** Where the files are read from. Default: the disk. */
  readonly files?: DocumentFiles;
  /** Changes the document before anything but its syntax is checked; the one given must stay as it is. */
  readonly patch?: Preparation | undefined;
  /** Changes it once it is OpenAPI 3, and found to be right. */
  readonly select?: Preparation | undefined;
  /** What the document may cost; those left out are the defaults. */
  readonly limits?: Partial<Limits>;
}

/** A document after something was done to it, and what there is to say of that. */
export type Preparation = (root: JsonObject) => Prepared | Promise<Prepared>;

export interface Prepared {
  readonly root: JsonObject;
  readonly diagnostics: readonly Diagnostic[];
}

/** One bundled OpenAPI 3 document: parsed once, shared by everything, with the way back to its lines. */
export interface LoadedDocument {
  /** Absolute path of the root file, or its URL. */
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
 * Reads and bundles a document, a file or a URL, confined to its repository or origin (docs/adr/0001-one-parse-confined.md).
 *
 * @throws {RefusedError} with `file:line:column` for everything that is wrong.
 */
export async function loadDocument(path: string, options: LoadOptions = {}): Promise<LoadedDocument> {
  const opened = await traced("read", () => openDocument(path, options));
  const { file, document, resolver } = opened;
  const positions = new DocumentPositions(document, () => resolver.sources.values());
  // A patch sees the whole document. One of a single file is patched first, so that a broken reference can be mended.
  const isSingle = options.patch !== undefined && !refersToFiles(document.parsed);
  const early = isSingle ? await patchSingle(opened, options.patch!) : [];
  const diagnostics = [...early, ...(await traced("bundle", () => bundleFiles(opened)))];
  const bundled = document.parsed as JsonObject;
  const patched = await (isSingle ? asItIs : (options.patch ?? asItIs))(bundled);
  const version = checkVersion(file, { ...document, parsed: patched.root });
  const faults = await traced("check", () => checkDocument(patched.root, version));
  refuseErrors(faults.map((fault) => ({ ...fault, at: positions.locate(fault.at as string) })));
  const converted = version === "2.0" ? convertSwagger(patched.root) : patched.root;
  const { root, diagnostics: selection } = await (options.select ?? asItIs)(converted);
  return {
    file,
    root,
    version,
    files: filesOf(file, resolver),
    positions,
    diagnostics: [...diagnostics, ...patched.diagnostics, ...faults, ...selection],
  };
}

const asItIs: Preparation = (root) => ({ root, diagnostics: [] });

/** Patches the only file of a document before its references are followed. */
async function patchSingle({ document, resolver }: OpenedDocument, patch: Preparation): Promise<readonly Diagnostic[]> {
  if (resolver.hasLiterals) revealLiterals(document.parsed);
  const { root, diagnostics } = await patch(document.parsed as JsonObject);
  if (hideLiterals(root, false)) resolver.hasLiterals = true;
  document.parsed = root;
  return diagnostics;
}

/** @throws {RefusedError} for references that lead nowhere. */
async function bundleFiles(opened: OpenedDocument): Promise<Diagnostic[]> {
  const { document, resolver, version } = opened;
  refuseCircles(resolver);
  const root = document.parsed as JsonObject;
  if (version !== "2.0" && isOnePiece(root)) {
    // As openapi-core leaves it.
    root["components"] ||= {};
    if (resolver.hasLiterals) revealLiterals(root);
    return [];
  }
  const { bundleDocument } = await import("./bundle.js");
  const { problems } = await bundleDocument(opened).catch((error: unknown) => {
    throw asBroken(error, opened);
  });
  const diagnostics = toDiagnostics(problems, resolver);
  refuseErrors(diagnostics);
  if (resolver.hasLiterals) revealLiterals(document.parsed);
  return diagnostics;
}

function refersToFiles(node: unknown, seen = new Set<object>()): boolean {
  if (typeof node !== "object" || node === null || seen.has(node)) return false;
  seen.add(node);
  const ref = own(node, "$ref");
  if (typeof ref === "string" && !ref.startsWith("#")) return true;
  return Object.values(node).some((child) => refersToFiles(child, seen));
}

/** @throws {RefusedError} for a file that cannot be read, or is not OpenAPI. */
export async function openDocument(path: string, options: LoadOptions = {}): Promise<OpenedDocument> {
  const file = isUrl(path) ? path : resolve(path);
  const files = options.files ?? diskFiles;
  const resolver = new ConfinedResolver({
    root: isUrl(file) ? undefined : await rootFor(file, files, options.root),
    home: isUrl(file) ? new URL(file).origin : undefined,
    allowRemote: options.allowRemote ?? [],
    headers: options.headers ?? {},
    fetch: options.fetch ?? globalThis.fetch,
    files,
    limits: options.limits,
  });
  const document = await readRoot(resolver, file);
  useOwnName(document.parsed);
  return { file, version: checkVersion(file, document), document, resolver };
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((one) => one.severity === "error");
  if (errors.length > 0) throw new RefusedError(errors);
}

/** Every file that was read, the root first. */
export const filesOf = (file: string, resolver: ConfinedResolver): string[] => [
  file,
  ...[...resolver.sources.keys()].filter((one) => one !== file),
];

async function readRoot(resolver: ConfinedResolver, file: string): Promise<Document> {
  try {
    const document = await resolver.resolveDocument(null, file, true);
    if (document instanceof Error) throw document;
    return document;
  } catch (error) {
    throw asRefusal(file, error);
  }
}

/** OpenAPI 3.2, section 4.1.2: a document may refer to itself by the URI that `$self` gives it. */
function useOwnName(root: unknown): void {
  const self = own(root, "$self");
  if (typeof self !== "string") return;
  const seen = new Set<object>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    const ref = own(node, "$ref");
    if (typeof ref === "string" && ref.startsWith(`${self}#`)) (node as JsonObject)["$ref"] = ref.slice(self.length);
    for (const child of Object.values(node)) visit(child);
  };
  visit(root);
}

async function rootFor(file: string, files: DocumentFiles, root: string | undefined): Promise<string> {
  return root === undefined ? files.rootFor(file) : files.realpath(root).catch(() => root);
}

/** The version of the specification the document claims, checked before anything else is believed. */
function checkVersion(file: string, { parsed, source }: Document): string {
  const refuse = (message: string): never => {
    const line = source.body
      .slice(0, Math.max(0, source.body.search(/^\s*["']?(openapi|swagger)\b/m)))
      .split("\n").length;
    const help = "Supported are OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0.";
    throw new RefusedError([{ code: "not-openapi", severity: "error", message, at: { file, line, column: 1 }, help }]);
  };
  if (parsed === undefined || parsed === null) return refuse("The document is empty.");
  if (!isRecord(parsed)) {
    return refuse(`The document is ${Array.isArray(parsed) ? "a list" : "a single value"}, not an OpenAPI document.`);
  }
  const [openapi, swagger] = [own(parsed, "openapi"), own(parsed, "swagger")];
  const version = openapi ?? swagger;
  if (version === undefined) return refuse("The document has neither `openapi` nor `swagger`.");
  if (typeof version !== "string")
    return refuse(`The version ${String(version)} is a number; write it in quotes, such as "3.1.0".`);
  if (!(openapi === undefined ? /^2\.0$/ : /^3\.[012]\./).test(version))
    return refuse(`The version ${version} is not supported.`);
  if ((own(parsed, "paths") ?? undefined) === undefined && /^(2|3\.0)\./.test(version))
    return refuse("The document has no `paths`.");
  return version;
}
