/**
 * Drafts of records: `ifmatch/runtime/draft`. A form's version and its tag stay together, edits survive saves, conflicts
 * and lost responses, and nothing is sent that would undo what somebody else saved.
 */
export { type Draft, type DraftArguments, draftOf, type DraftOptions, openDraft, type SaveFailure } from "./draft.js";
export type { FieldChange } from "./places.js";
export type { DraftSnapshot, DraftStatus, MergeRules } from "./state.js";
