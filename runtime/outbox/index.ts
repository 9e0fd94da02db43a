/**
 * What waits until it can be sent: `ifmatch/runtime/outbox`. Drafts and creations lie on disk until the server has them, each
 * under the tag of what the person saw.
 */
// What the signatures below mention.
export type * from "../draft/index.js";
export type { CreationStatus } from "./creation-item.js";
export type { Locks } from "./held.js";
export {
  type CreationKind,
  type CreationOptions,
  creations,
  type DraftKind,
  drafts,
  type OutboxDraft,
} from "./kinds.js";
export { openOutbox } from "./outbox.js";
export {
  indexedDbShelf,
  type IndexedDbShelfOptions,
  type Shelf,
  type ShelfOptions,
  webShelf,
  type WebShelfOptions,
} from "./shelf.js";
export type { WebStorage } from "../stores/web-storage.js";
export type {
  AnyCreationKind,
  AnyDraftKind,
  DraftIn,
  Kinds,
  NamesOf,
  OkIn,
  Outbox,
  OutboxOptions,
  RequestIn,
  ResultIn,
  Waiting,
  WaitingCreation,
  WaitingDraft,
  WaitingItem,
} from "./waiting.js";
