import {
  astToString,
  COMMENT_HEADER,
  type GlobalContext,
  oapiRef,
  type OpenAPI3,
  resolveRef,
  transformSchema,
} from "openapi-typescript";
import { RefusedError } from "../diagnostics.js";
import type { ApiModel } from "../model/model.js";
import type { SchemaStandIn } from "../model/outline.js";
import { stringLiteral, visible } from "./encode.js";
import { render } from "./layout.js";
import { SchemaTypes } from "./schema-types.js";
import type { Modules } from "./type-text.js";

/** Begins a line of ours in their output, where its indentation is not known yet. */
const CONTINUED = "\u0001";
/** Stands for a percent sign: openapi-typescript decodes every name as if it were part of a URI. */
const PERCENT = "\u{10f725}";

/**
 * `types.ts`: the document's paths, webhooks, operations and components as openapi-typescript prints them, with our
 * types of the schemas in their places (docs/adr/0009-one-reading-of-a-schema.md).
 */
export function emitTypes(model: ApiModel, modules: Modules): string {
  const types = new SchemaTypes(model, (name) => `models.${name}`);
  const document = withoutPercent(model.outline) as OpenAPI3;
  const transform = (standIn: unknown): ReturnType<typeof oapiRef> | undefined =>
    isStandIn(standIn)
      ? textNode(render(types.print(standIn.schema, standIn.mode)).replaceAll("\n", `\n${CONTINUED}`))
      : undefined;
  const footer = new Footer();
  const context = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    conditionalEnums: false,
    dedupeEnums: false,
    defaultNonNullable: false,
    discriminators: { objects: {}, refsHandled: [] },
    emptyObjectsUnknown: false,
    enum: false,
    enumValues: false,
    excludeDeprecated: false,
    exportType: false,
    generatePathParams: false,
    immutable: false,
    injectFooter: footer,
    makePathsEnum: false,
    pathParamsAsTypes: false,
    propertiesRequiredByDefault: false,
    readWriteMarkers: false,
    rootTypes: false,
    rootTypesKeepCasing: false,
    rootTypesNoSchemaPrefix: false,
    silent: true,
    transform,
    resolve: ($ref: string) => resolveRef(document, $ref, { silent: true }),
  };
  try {
    const nodes = transformSchema(document, context as unknown as GlobalContext);
    footer.finish();
    const text = visible(indented(astToString(nodes)));
    const names = text.includes("models.") ? `import type * as models from ${stringLiteral(modules.models)};\n\n` : "";
    return `${COMMENT_HEADER}${names}${text.replaceAll(PERCENT, "%")}`;
  } catch (error) {
    const message = `openapi-typescript cannot print the types of this document: ${(error as Error).message}`;
    throw new RefusedError([{ code: "untyped", severity: "error", message, at: "#/paths" }]);
  }
}

/**
 * A type of theirs that prints as `text`: the first step of a reference becomes a name, which prints as it is. No
 * second tree is built for text that we have, and no TypeScript needed but their own.
 */
const textNode = (text: string): ReturnType<typeof oapiRef> =>
  oapiRef(`#/${encodeURIComponent(text.replaceAll("~", "~0"))}`);

/** An interface of theirs that grows: its members are replaced by a longer list each time. */
interface Growing {
  members?: unknown[];
}

/**
 * What openapi-typescript puts below the paths. For each operation it copies the list of all before it, which is most of
 * the time and garbage of a document of some thousands: here each list that it sees is empty, and what it adds is kept.
 */
class Footer extends Array<Growing> {
  readonly #finish: (() => void)[] = [];

  override push(...nodes: Growing[]): number {
    for (const node of nodes) if (node.members?.length === 0) this.#collect(node, node.members);
    return super.push(...nodes);
  }

  #collect(node: Growing, all: unknown[]): void {
    Object.defineProperty(node, "members", {
      configurable: true,
      get: () => [],
      set(added: readonly unknown[]) {
        all.push(...added);
      },
    });
    this.#finish.push(() => Object.defineProperty(node, "members", { value: all }));
  }

  /** Before it is printed. */
  finish(): void {
    for (const finish of this.#finish) finish();
  }
}

/** A copy of the outline; what stands for a schema is printed by us, and stays. */
function withoutPercent(node: unknown): unknown {
  if (typeof node === "string") return node.replaceAll("%", PERCENT);
  if (typeof node !== "object" || node === null || isStandIn(node)) return node;
  if (Array.isArray(node)) return node.map(withoutPercent);
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key.replaceAll("%", PERCENT), withoutPercent(value)]),
  );
}

const isStandIn = (value: unknown): value is SchemaStandIn =>
  typeof value === "object" && value !== null && "type" in value && value.type === "schema";

/** Indents our lines below the line they continue, by four columns as theirs are. */
function indented(text: string): string {
  if (!text.includes(CONTINUED)) return text;
  let base = "";
  const lines = text.split("\n").map((line) => {
    const spaces = /^ */.exec(line)![0];
    if (!line.startsWith(CONTINUED)) {
      base = spaces;
      return line;
    }
    const rest = line.slice(CONTINUED.length).trimStart();
    const depth = line.length - CONTINUED.length - rest.length;
    // The stars of a comment stand one column further in.
    return base + " ".repeat(2 * depth - (depth % 2)) + rest;
  });
  return lines.join("\n").replaceAll(CONTINUED, "");
}
