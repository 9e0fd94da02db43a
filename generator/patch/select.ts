import type { ResolvedSelection } from "../config/resolved.js";
import type { Diagnostic } from "../diagnostics.js";
import type { Prepared } from "../load/load.js";
import { followReference, isRecord, type JsonObject, own, pointer, splitReference } from "../load/pointer.js";
import { METHODS } from "../model/operations.js";
import { withoutUnused } from "./unused.js";

export interface Selections {
  /** What is left has to fit each of these. */
  readonly include?: ResolvedSelection | undefined;
  /** What fits one of these is left out. */
  readonly exclude?: ResolvedSelection | undefined;
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly node: JsonObject;
  /** In the document: `#/paths/~1jobs/get`. */
  readonly at: string;
}

/** An OpenAPI 3 document without the operations that were not asked for, and without the components that only they used. */
export function selectOperations(root: JsonObject, { include, exclude }: Selections): Prepared {
  if (include === undefined && exclude === undefined) return { root, diagnostics: [] };
  const operations = operationsOf(root);
  const wanted = new Set(
    operations.filter(
      (one) =>
        (include === undefined || criteria(include).every(({ fits }) => fits(one))) &&
        (exclude === undefined || !criteria(exclude).some(({ fits }) => fits(one))),
    ),
  );
  const diagnostics = [
    ...unmatched("include", include, operations),
    ...unmatched("exclude", exclude, operations),
    ...keepReferenced(operations, wanted),
  ];
  const left = new Set(operations.filter((one) => !wanted.has(one)).map(({ at }) => at));
  return { root: withoutUnused(withoutOperations(root, left)), diagnostics };
}

const methods = METHODS.map((method) => method.toLowerCase());

function operationsOf(root: JsonObject): Operation[] {
  return ["paths", "webhooks"].flatMap((section) => {
    const items = own(root, section);
    return Object.entries(isRecord(items) ? items : {}).flatMap(([path, item]) => {
      const at = pointer("#", section, path);
      const ref = own(item, "$ref");
      const target = typeof ref === "string" ? followReference(root, ref) : item;
      const named = own(target, "additionalOperations");
      return [
        ...methods.map((method) => ({ method, node: own(target, method), at: pointer(at, method) })),
        ...Object.entries(isRecord(named) ? named : {}).map(([method, node]) => ({
          method,
          node,
          at: pointer(at, "additionalOperations", method),
        })),
      ].flatMap(({ node, ...rest }) => (isRecord(node) ? [{ path, node, ...rest }] : []));
    });
  });
}

interface Criterion {
  /** `tags[0]`, `deprecated`. */
  readonly name: string;
  readonly value: unknown;
  readonly fits: (operation: Operation) => boolean;
}

/** One for each key; an operation has to fit one entry of its list. */
const criteria = (selection: ResolvedSelection): Criterion[] => [
  ...(["tags", "paths", "methods", "operations"] as const).flatMap((kind): Criterion[] => {
    const patterns = selection[kind];
    return patterns === undefined
      ? []
      : [
          {
            name: kind,
            value: patterns,
            fits: (one) => patterns.some((pattern) => wordsOf[kind](one).some((word) => isLike(pattern, word))),
          },
        ];
  }),
  ...(selection.deprecated === undefined
    ? []
    : [
        {
          name: "deprecated",
          value: selection.deprecated,
          fits: ({ node }: Operation) => (own(node, "deprecated") === true) === selection.deprecated,
        },
      ]),
];

const wordsOf: Readonly<Record<"tags" | "paths" | "methods" | "operations", (operation: Operation) => string[]>> = {
  tags: ({ node }) => texts(own(node, "tags")),
  paths: ({ path }) => [path],
  methods: ({ method }) => [method.toUpperCase()],
  operations: ({ node }) => texts([own(node, "operationId")]),
};

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? (value as unknown[]).filter((one) => typeof one === "string") : [];

function isLike(pattern: string, word: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(word);
}

/** Entries that fit nothing: misspelt, or no longer in the document. */
function unmatched(
  option: "include" | "exclude",
  selection: ResolvedSelection | undefined,
  operations: readonly Operation[],
): Diagnostic[] {
  if (selection === undefined) return [];
  return (["tags", "paths", "methods", "operations"] as const).flatMap((kind) =>
    (selection[kind] ?? []).flatMap((pattern): Diagnostic[] =>
      operations.some((one) => wordsOf[kind](one).some((word) => isLike(pattern, word)))
        ? []
        : [
            {
              code: "unmatched-selection",
              severity: "warning",
              message: `${option}.${kind} in the config lists ${JSON.stringify(pattern)}, which matches no operation in the document.`,
            },
          ],
    ),
  );
}

/** A reference into an operation needs that operation. */
function keepReferenced(operations: readonly Operation[], wanted: Set<Operation>): Diagnostic[] {
  const found: Diagnostic[] = [];
  // Grows while it is read.
  for (const { node } of wanted) {
    for (const ref of referencesIn(node)) {
      const place = pointer("#", ...splitReference(ref));
      const target = operations.find(({ at }) => place.startsWith(`${at}/`));
      if (target === undefined || wanted.has(target)) continue;
      wanted.add(target);
      found.push({
        code: "kept-operation",
        severity: "warning",
        message: `${target.method.toUpperCase()} ${target.path} is kept, although it was not selected, because ${ref} refers to it.`,
        at: target.at,
      });
    }
  }
  return found;
}

function referencesIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const ref = own(node, "$ref");
  return [...(typeof ref === "string" ? [ref] : []), ...Object.values(node).flatMap(referencesIn)];
}

function withoutOperations(root: JsonObject, left: ReadonlySet<string>): JsonObject {
  const filtered = (section: string): JsonObject => {
    const items = own(root, section);
    if (!isRecord(items)) return {};
    return {
      [section]: Object.fromEntries(
        Object.entries(items).flatMap(([path, item]) => {
          const kept = withoutSome(root, item, pointer("#", section, path), left);
          return kept === undefined ? [] : [[path, kept]];
        }),
      ),
    };
  };
  return { ...root, ...filtered("paths"), ...filtered("webhooks") };
}

/** `undefined` where no operation remains of those that there were. */
function withoutSome(root: JsonObject, item: unknown, at: string, left: ReadonlySet<string>): unknown {
  const ref = own(item, "$ref");
  const target = typeof ref === "string" ? followReference(root, ref) : item;
  if (!isRecord(target)) return item;
  const isLeft = (key: string): boolean => left.has(pointer(at, key));
  const named = own(target, "additionalOperations");
  const others = Object.entries(isRecord(named) ? named : {});
  const otherKept = others.filter(([method]) => !left.has(pointer(at, "additionalOperations", method)));
  const dropped = methods.filter((method) => own(target, method) !== undefined && isLeft(method));
  if (dropped.length === 0 && otherKept.length === others.length) return item;
  const kept = Object.fromEntries(
    Object.entries(target).filter(([key]) => !dropped.includes(key) && key !== "additionalOperations"),
  );
  const hasOperation = methods.some((method) => method in kept) || otherKept.length > 0;
  return hasOperation
    ? { ...kept, ...(otherKept.length > 0 && { additionalOperations: Object.fromEntries(otherKept) }) }
    : undefined;
}
