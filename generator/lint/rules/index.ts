import type { Rule } from "../rule.js";
import { batchUnderOneTag } from "./batch-under-one-tag.js";
import { conflictForPrecondition } from "./conflict-for-precondition.js";
import { datePrecondition } from "./date-precondition.js";
import { documentRefused } from "./document-refused.js";
import { etagInBody } from "./etag-in-body.js";
import { etagNotDeclared } from "./etag-not-declared.js";
import { ifMatchNotDeclared } from "./if-match-not-declared.js";
import { ifMatchOptional } from "./if-match-optional.js";
import { keyGuessed } from "./key-guessed.js";
import { keyNotDerivable } from "./key-not-derivable.js";
import { markerMisplaced } from "./marker-misplaced.js";
import { markerNearMiss } from "./marker-near-miss.js";
import { markerOnCreate } from "./marker-on-create.js";
import { markerOnUntaggedRetrieval } from "./marker-on-untagged-retrieval.js";
import { noFreshTag } from "./no-fresh-tag.js";
import { noRetrieval } from "./no-retrieval.js";
import { notModifiedNotDeclared } from "./not-modified-not-declared.js";
import { notModifiedWithContent } from "./not-modified-with-content.js";
import { preconditionFailedNotDeclared } from "./precondition-failed-not-declared.js";
import { preconditionNotDeclared } from "./precondition-not-declared.js";
import { preconditionInProse } from "./precondition-in-prose.js";
import { preconditionRequiredNotDeclared } from "./precondition-required-not-declared.js";
import { slowPattern } from "./slow-pattern.js";
import { suppressionExpired } from "./suppression-expired.js";
import { suppressionUnused } from "./suppression-unused.js";
import { suppressionWithoutReason } from "./suppression-without-reason.js";
import { unmarkedAction } from "./unmarked-action.js";
import { unmarkedRepresentation } from "./unmarked-representation.js";
import { unmarkedStateChange } from "./unmarked-state-change.js";
import { unprotectedResource } from "./unprotected-resource.js";
import { unquotedTagExample } from "./unquoted-tag-example.js";
import { weakTagExample } from "./weak-tag-example.js";

/** Every rule, those about lost updates first. */
export const rules: readonly Rule[] = [
  unmarkedStateChange,
  unmarkedRepresentation,
  unmarkedAction,
  unprotectedResource,
  preconditionInProse,
  preconditionNotDeclared,
  markerNearMiss,
  markerMisplaced,
  markerOnCreate,
  markerOnUntaggedRetrieval,
  noRetrieval,
  keyNotDerivable,
  keyGuessed,
  ifMatchOptional,
  ifMatchNotDeclared,
  etagNotDeclared,
  notModifiedNotDeclared,
  preconditionFailedNotDeclared,
  preconditionRequiredNotDeclared,
  conflictForPrecondition,
  weakTagExample,
  unquotedTagExample,
  noFreshTag,
  batchUnderOneTag,
  etagInBody,
  datePrecondition,
  notModifiedWithContent,
  slowPattern,
  suppressionWithoutReason,
  suppressionExpired,
  suppressionUnused,
  documentRefused,
];
