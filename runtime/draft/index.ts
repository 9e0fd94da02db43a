/**
 * Drafts of records: `ifmatch/runtime/draft`. A form's version and its tag stay together, edits survive saves, conflicts
 * and lost responses, and nothing is sent that would undo what somebody else saved.
 */
// What the signatures below mention.
export type * from "../index.js";
export { attach, type AttachableDraft, type AttachedDraft, type Attachment, type AttachOptions } from "./attach.js";
export {
  type Autosave,
  autosave,
  type AutosaveOptions,
  type Page,
  type SavableDraft,
  type SavableState,
} from "./autosave.js";
export type { Draft } from "./draft.js";
export {
  type DraftArguments,
  type DraftFor,
  draftOf,
  type DraftOptions,
  type DraftRead,
  type DraftWrite,
  openDraft,
  type SaveFailure,
} from "./open.js";
export type { FieldChange } from "./places.js";
export type { DraftSnapshot, DraftStatus } from "./snapshot.js";
export type { Choice as DraftChoice, DraftConflict, MergeRules } from "./state.js";
export type { StoredDraft } from "./stored.js";
