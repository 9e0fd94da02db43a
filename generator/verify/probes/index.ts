/** Every probe, in the order in which an operation meets them. */
import { answerNotStored } from "./answer-not-stored.js";
import { cacheControl } from "./cache-control.js";
import type { ChangeProbe } from "./change.js";
import { childMovesTag } from "./child-moves-tag.js";
import { corsExpose } from "./cors-expose.js";
import { corsPreconditionFailed } from "./cors-precondition-failed.js";
import { corsPreflight } from "./cors-preflight.js";
import { currentTag } from "./current-tag.js";
import { doubleSubmit } from "./double-submit.js";
import { head } from "./head.js";
import { listTag } from "./list-tag.js";
import { lastModified } from "./last-modified.js";
import { unquotedTag, weakTag } from "./malformed-tags.js";
import { anyTag, tagList } from "./matching-forms.js";
import { modified } from "./modified.js";
import { notModified } from "./not-modified.js";
import { notModifiedAny, notModifiedList, notModifiedWeak } from "./not-modified-forms.js";
import { notModifiedTag } from "./not-modified-tag.js";
import { notRedirected } from "./not-redirected.js";
import { oneTag } from "./one-tag.js";
import { parallelWriters } from "./parallel-writers.js";
import { preconditionRequired } from "./precondition-required.js";
import type { RetrievalProbe } from "./probe.js";
import { staleTag } from "./stale-tag.js";
import { tag } from "./tag.js";
import { tagAfterWrite } from "./tag-after-write.js";
import { tagCompared } from "./tag-compared.js";
import { tagFollowsContent } from "./tag-follows-content.js";
import { tagUnderGzip } from "./tag-under-gzip.js";
import type { ProbeInfo } from "../types.js";

/** The first one finds out whether there is anything to ask about. */
export const retrievalProbes: readonly RetrievalProbe[] = [
  tag,
  tagUnderGzip,
  notModified,
  notModifiedWeak,
  notModifiedList,
  notModifiedAny,
  notModifiedTag,
  modified,
  head,
  lastModified,
  cacheControl,
  corsExpose,
];

/** What is asked once a resource, of the retrieval that yields its tag. */
export const resourceProbes: readonly RetrievalProbe[] = [oneTag];

/** What is asked of a conditional state change once its baseline (`current-tag`) is known. */
export const changeProbes: readonly ChangeProbe[] = [
  tagAfterWrite,
  tagFollowsContent,
  childMovesTag,
  listTag,
  answerNotStored,
  preconditionRequired,
  staleTag,
  unquotedTag,
  weakTag,
  tagList,
  anyTag,
  tagCompared,
  doubleSubmit,
  parallelWriters,
  corsPreconditionFailed,
];

/** What is asked of a state change that is outside the contract. */
export const unconditionalProbes: readonly ChangeProbe[] = [tagFollowsContent, listTag, answerNotStored];

export const allProbes: readonly ProbeInfo[] = [
  ...retrievalProbes,
  ...resourceProbes,
  corsPreflight,
  currentTag,
  notRedirected,
  ...changeProbes,
];
