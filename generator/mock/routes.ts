import type { KeySource, OperationModel } from "../model/model.js";
import { normalized } from "../model/paths.js";
import type { RawOperation } from "../model/operations.js";
import type { Content } from "./contents.js";
import type { Described, Kind, Kinds, View } from "./kinds.js";
import type { Profile } from "./profiles.js";

/** What an operation does to what is stored. */
export type Action =
  | { readonly does: "read" | "replace" | "merge" | "remove" | "act"; readonly kind: Kind }
  | { readonly does: "list" | "clear"; readonly kind: Kind; readonly view: View }
  | { readonly does: "create"; readonly kind: Kind }
  /** Nothing is stored: a sample is the answer. */
  | { readonly does: "sample"; readonly kind: undefined };

/** Whose validators an operation sends and compares. */
export interface Control {
  readonly kind: Kind;
  /** The listing as a whole, not one member. */
  readonly ofList: boolean;
  /** Where the key stands; by position in the path if absent. */
  readonly key: KeySource | undefined;
}

/** An operation, ready to be carried out. */
export interface Route {
  readonly operation: OperationModel;
  readonly raw: RawOperation;
  readonly place: string;
  readonly success: Content;
  readonly action: Action;
  readonly control: Control | undefined;
  /** A state change without If-Match is answered with 428. */
  readonly demands: boolean;
  /** A request without a body is answered with 400. */
  readonly bodyRequired: boolean;
}

export function planRoutes(described: readonly Described[], kinds: Kinds, profile: Profile): Route[] {
  return described.map((one): Route => {
    const { concurrency } = one.operation;
    const control = controlOf(one, kinds, profile);
    return {
      ...one,
      action: actionOf(one, kinds, control),
      control,
      demands:
        profile.ifMatch === "documented" && concurrency.role === "state-change" && concurrency.ifMatch === "required",
    };
  });
}

function controlOf({ operation, place }: Described, kinds: Kinds, profile: Profile): Control | undefined {
  const { concurrency, method } = operation;
  const isRead = method === "GET" || method === "HEAD";
  if (concurrency.role === "retrieval" || concurrency.role === "state-change") {
    const key = normalized(kinds.resourceNamed(concurrency.resource)?.key ?? place);
    const kind = kinds.at(key) ?? memberKindOf(kinds, key);
    return kind && { kind, ofList: kinds.lists.has(key), key: concurrency.key };
  }
  if (profile.listTags && isRead && kinds.lists.has(place)) {
    const kind = memberKindOf(kinds, place);
    return kind?.resource && { kind, ofList: true, key: undefined };
  }
  // What somebody else protects has a validator here as well: it is compared when it is sent, never demanded.
  const kind = kinds.at(place);
  return kind?.resource && !isRead && !kinds.lists.has(place) ? { kind, ofList: false, key: undefined } : undefined;
}

/** The kind of a listing's members. */
function memberKindOf(kinds: Kinds, place: string): Kind | undefined {
  return kinds.at(`${place === "/" ? "" : place}/{}`) ?? kinds.at(place);
}

function actionOf(described: Described, kinds: Kinds, control: Control | undefined): Action {
  const { operation, place } = described;
  const envelope = kinds.lists.get(place);
  const memberKind = memberKindOf(kinds, place);
  const own = kinds.at(place);
  const acting: Action =
    control && !control.ofList ? { does: "act", kind: control.kind } : { does: "sample", kind: undefined };
  const list = (does: "list" | "clear"): Action =>
    envelope && memberKind ? { does, kind: memberKind, view: { content: described.success, envelope } } : acting;
  const isDocument = own !== undefined && own.type !== "rows";
  switch (operation.method) {
    case "GET":
    case "HEAD": {
      if (envelope) return list("list");
      const kind = control && !control.ofList ? control.kind : kinds.readBy(described);
      return kind ? { does: "read", kind } : { does: "sample", kind: undefined };
    }
    case "POST": {
      const member = memberKind && memberKind !== own ? memberKind : own?.type === "rows" ? own : undefined;
      if (member) return { does: "create", kind: member };
      // Where nothing else updates an item, POST does.
      const updates = kinds.operationsAt(place).some((one) => /^(PUT|PATCH)$/.test(one.operation.method));
      return own?.type === "items" && !updates ? { does: "merge", kind: own } : acting;
    }
    case "PUT":
      return isDocument ? { does: "replace", kind: own } : controlled("merge", control, acting);
    case "PATCH":
      return isDocument ? { does: "merge", kind: own } : controlled("merge", control, acting);
    case "DELETE":
      if (isDocument) return { does: "remove", kind: own };
      return envelope ? list("clear") : acting;
    default:
      return acting;
  }
}

/** A view of something is written: that something changes. */
function controlled(does: "merge", control: Control | undefined, otherwise: Action): Action {
  return control && !control.ofList ? { does, kind: control.kind } : otherwise;
}
