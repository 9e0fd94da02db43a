import type { SpecVersion } from "@redocly/openapi-core";
import type { Diagnostic } from "../diagnostics.js";
import { isRecord, type JsonObject, own, pointer } from "./pointer.js";

/** Tells what of an object no command reads; `at` is its pointer. */
type Look = (node: JsonObject, at: string) => Diagnostic[];

/**
 * What a version has and ifmatch leaves out, by the kind of object as openapi-core names it. Whoever makes ifmatch read
 * one of these removes it here.
 */
const looks: Readonly<Partial<Record<SpecVersion, Readonly<Record<string, Look>>>>> = {
  oas2: {
    // Items Object: `collectionFormat` of the lists in a list.
    Parameter: (node, at) =>
      own(own(node, "items"), "type") === "array"
        ? [
            leftOut(
              `The lists in the list ${JSON.stringify(own(node, "name"))} are written as JSON, whatever their \`collectionFormat\` is.`,
              pointer(at, "items"),
            ),
          ]
        : [],
  },
  oas3_2: {
    Root: (node, at) =>
      keyword(
        node,
        "$self",
        at,
        "References are resolved from the place that the document was read from, not from `$self`.",
        "info",
      ),
    PathItem: (node, at) => {
      const others = own(node, "additionalOperations");
      const path = at
        .slice(at.lastIndexOf("/") + 1)
        .replaceAll("~1", "/")
        .replaceAll("~0", "~");
      return Object.keys(isRecord(others) ? others : {}).map((method) =>
        leftOut(
          `${method} ${path} is left out: only the methods that OpenAPI names can be generated.`,
          pointer(at, "additionalOperations", method),
        ),
      );
    },
    Parameter: (node, at) =>
      own(node, "in") === "querystring"
        ? [
            leftOut(
              "The parameter for the whole query string (`in: querystring`) is left out; declare its fields with `in: query`.",
              at,
            ),
          ]
        : own(node, "style") === "cookie"
          ? [leftOut("`style: cookie` is read as `form`, which percent-encodes.", pointer(at, "style"))]
          : [],
    MediaType: (node, at) => [
      ...keyword(
        node,
        "prefixEncoding",
        at,
        "`prefixEncoding` is left out: parts without names are sent as they come.",
        "warning",
      ),
      ...keyword(
        node,
        "itemEncoding",
        at,
        "`itemEncoding` is left out: parts without names are sent as they come.",
        "warning",
      ),
    ],
    Discriminator: (node, at) =>
      keyword(
        node,
        "defaultMapping",
        at,
        "`defaultMapping` is left out: an object of another kind fits none of the schemas.",
        "warning",
      ),
    Tag: (node, at) =>
      keyword(node, "parent", at, "Tags are not nested: `parent` changes nothing in the output.", "info"),
  },
};

/** What is left out of an object of a version. */
export const unsupportedIn = (spec: SpecVersion, type: string, node: JsonObject, at: () => string): Diagnostic[] =>
  looks[spec]?.[type]?.(node, at()) ?? [];

const leftOut = (message: string, at: string, severity: Diagnostic["severity"] = "warning"): Diagnostic => ({
  code: "not-supported",
  severity,
  message,
  at,
});

const keyword = (
  node: JsonObject,
  key: string,
  at: string,
  message: string,
  severity: Diagnostic["severity"],
): Diagnostic[] => (own(node, key) === undefined ? [] : [leftOut(message, pointer(at, key), severity)]);
