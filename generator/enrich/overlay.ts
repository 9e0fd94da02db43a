import { groupBy } from "../group.js";
import { type Contract } from "../contract/contract.js";
import { follow, isRecord, type JsonObject, own, splitPointer } from "../load/pointer.js";
import { list, text } from "../model/reader.js";
import { mergeInto } from "../rewrite/merge.js";
import { type Declaration, Declarations } from "../contract/declarations.js";
import type { Overlay, OverlayAction } from "../patch/overlay.js";
import { jsonPath, quoted } from "./json-path.js";

/**
 * The overlay that spells out a contract: components first, then each operation in the order of the document. It may
 * be applied twice: what it appends to a list it first removes.
 */
export function overlayOf(contract: Contract, source: { readonly extends?: string } = {}): Overlay {
  const { root } = contract.reader;
  const declarations = new Declarations(contract);
  const all = declarations.all();
  const info = own(root, "info");
  const { added } = declarations.components;
  const components =
    Object.keys(added).length === 0
      ? []
      : [
          {
            target: "$",
            description: "What the operations below refer to",
            update: { components: added },
          },
        ];
  return {
    overlay: "1.0.0",
    info: {
      title: `Concurrency contract of ${text(own(info, "title")) || "the API"}`,
      version: text(own(info, "version")) || "1",
    },
    ...source,
    actions: [...components, ...grouped(all).flatMap((group) => actionsOf(root, group))],
  };
}

/** Declarations that are merged into the same place, together; in the order in which the places first appear. */
const grouped = (all: readonly Declaration[]): Declaration[][] => [...groupBy(all, ({ at }) => at).values()];

function actionsOf(root: JsonObject, group: readonly Declaration[]): OverlayAction[] {
  const [{ at, operation }] = group as [Declaration];
  const target = jsonPath(root, at);
  const update: JsonObject = {};
  for (const one of group) mergeInto(update, one.update);
  const { parameters, ...rest } = update;
  const hasList = Array.isArray(own(follow(root, at), "parameters"));
  const description = `${operation.label}: ${[...new Set(group.map(({ subject }) => subject))].join(", ")}`;
  return [
    ...group.flatMap(({ replaces }) =>
      replaces === undefined ? [] : [{ target: removalTarget(root, replaces), remove: true }],
    ),
    // A list grows with each update: what a former application appended goes first.
    ...list(parameters).flatMap((parameter): OverlayAction[] => [
      { target: `${target}.parameters[?@['$ref'] == ${quoted(text(own(parameter, "$ref")))}]`, remove: true },
      // Overlay 1.0 says how entries are appended to a list that is selected, and not how two lists are merged.
      ...(hasList ? [{ target: `${target}.parameters`, update: parameter }] : []),
    ]),
    ...(Array.isArray(own(own(update, "x-concurrency"), "key"))
      ? [{ target: `${target}['x-concurrency']`, remove: true }]
      : []),
    { target, description, update: hasList ? rest : update },
  ].filter((action) => !("update" in action) || !isRecord(action.update) || Object.keys(action.update).length > 0);
}

/** By what it refers to, not by its index: that belongs to another one after the first application. */
function removalTarget(root: JsonObject, at: string): string {
  const segments = splitPointer(at);
  if (segments.at(-2) !== "parameters") return jsonPath(root, at);
  const list_ = jsonPath(root, at).replace(/\[\d+\]$/, "");
  return `${list_}[?@['$ref'] == ${quoted(text(own(follow(root, at), "$ref")))}]`;
}
