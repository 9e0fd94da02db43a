import type { Evidence } from "../model/model.js";
import type { ChangeKind } from "./change.js";
import { describeEvidence, joined } from "./evidence.js";
import { phrase, type Phrase } from "./phrase.js";

/** What a sentence about a change is made of. */
export interface Said {
  /** `PATCH /jobs/{job_id}/`. */
  readonly subject: Phrase;
  readonly was: Phrase;
  readonly is: Phrase;
  readonly gone: readonly Evidence[];
  readonly found: readonly Evidence[];
}

/** Headings, for people. */
export const titles = {
  "protection-lost": "protection lost",
  "protection-weakened": "protection weakened",
  "protection-gained": "protection gained",
  "protection-strengthened": "protection strengthened",
  "operation-removed": "removed",
  "operation-added": "added",
  "operation-moved": "moved",
  "resource-changed": "resource changed",
  "key-changed": "key changed",
  "reader-lost": "reader lost",
  "reader-gained": "reader gained",
  "reader-changed": "reader changed",
  "retrieval-lost": "tag lost",
  "retrieval-gained": "tag gained",
  "creation-lost": "creation lost",
  "creation-gained": "creation gained",
  "evidence-changed": "evidence changed",
} as const satisfies Readonly<Record<ChangeKind, string>>;

const names = (evidence: readonly Evidence[]): Phrase => joined(evidence.map(describeEvidence));

type Sentences = (said: Said) => { readonly message: Phrase; readonly help: Phrase };

const sentences: Readonly<Record<ChangeKind, Sentences>> = {
  "protection-lost": ({ subject, was, is, gone, found }) => ({
    message: phrase`${subject} was ${was}; now it is ${is}: a change that somebody else made in between is overwritten without a word.`,
    help:
      gone.length > 0
        ? phrase`If the server still checks If-Match here, put back ${names(gone)}; \`ifmatch lint\` finds one that is misspelt. If the last write may win from now on, say so with \`x-concurrency: none\` on the operation.`
        : found.length > 0
          ? phrase`${names(found)} says so. If the server still checks If-Match here, take it out again.`
          : ["If the server still checks If-Match here, see what else changed on this path."],
  }),
  "protection-weakened": ({ subject }) => ({
    message: phrase`${subject} demanded If-Match; now a request may leave it out, and then overwrites whatever is there.`,
    help: ["If the server still answers 428 without If-Match, make the parameter required again, or declare the 428."],
  }),
  "protection-gained": ({ subject, is }) => ({
    message: phrase`${subject} had no precondition; now it is ${is}.`,
    help: [
      "Generate the client again and pass what was read as `ifMatch`; clients that send no If-Match are refused where it is required.",
    ],
  }),
  "protection-strengthened": ({ subject }) => ({
    message: phrase`${subject} let a request leave If-Match out; now it demands it.`,
    help: ["Calls that pass `ifMatch: null`, or nothing, have to pass what was read."],
  }),
  "operation-removed": ({ subject, was }) => ({
    message: phrase`${subject} was ${was}; the operation is not in the new document. That is not a lost protection: there is nothing left to protect.`,
    help: ["If it has a successor under another path and operationId, see that the successor is conditional, too."],
  }),
  "operation-added": ({ subject, is }) => ({
    message: phrase`${subject} is new: ${is}.`,
    help: ["Nothing to do."],
  }),
  "operation-moved": ({ subject, was }) => ({
    message: phrase`${subject} was ${was}: the operationId is the same.`,
    help: ["Generate the client again; clients in use still call the old place."],
  }),
  "resource-changed": ({ subject, was, is }) => ({
    message: phrase`${subject} was about ${was}; now it is about ${is}: a tag of the one does not fit the other.`,
    help: ["If it still is the same resource, keep its name: resources: { ...: { name } } in ifmatch.config.ts."],
  }),
  "key-changed": ({ subject, was, is }) => ({
    message: phrase`The key that ${subject} is found by was ${was}; now it is ${is}.`,
    help: ["Generate the client again: which record a tag belongs to is read from there."],
  }),
  "reader-lost": ({ subject, was }) => ({
    message: phrase`The tag that ${subject} demands came from ${was}; now nothing yields it, so no client can have it.`,
    help: [
      "Put the retrieval back, or say in ifmatch.config.ts which resource it changes: operations: { ...: { resource, key } }.",
    ],
  }),
  "reader-gained": ({ subject, is }) => ({
    message: phrase`Nothing yielded the tag that ${subject} demands; now it comes from ${is}.`,
    help: ["Generate the client again: the tag has a resource now."],
  }),
  "reader-changed": ({ subject, was, is }) => ({
    message: phrase`The tag that ${subject} demands came from ${was}; now it comes from ${is}.`,
    help: ["See that pages which change it read it from there."],
  }),
  "retrieval-lost": ({ subject, was }) => ({
    message: phrase`${subject} was ${was}; now nothing says that it yields a tag, and nothing takes one from it.`,
    help: ["If the server still sends a tag, declare its header on the 200 response."],
  }),
  "retrieval-gained": ({ subject, is }) => ({
    message: phrase`${subject} yields a tag now: it is ${is}.`,
    help: ["Nothing to do: what was read comes with its tag, and is revalidated with If-None-Match."],
  }),
  "creation-lost": ({ subject, was }) => ({
    message: phrase`${subject} was ${was}; now nothing says so.`,
    help: ["If its answer still carries the new resource's first tag, put the marker back."],
  }),
  "creation-gained": ({ subject, is }) => ({
    message: phrase`${subject} is ${is} now.`,
    help: ["Nothing to do: its answer is taken for the resource's first tag."],
  }),
  "evidence-changed": ({ subject, was, is }) => ({
    message: phrase`${subject} keeps its place in the contract, but on other evidence: it was ${was}, now it is ${is}.`,
    help: ["See that the evidence that is left was meant to stay."],
  }),
};

export const explain = (kind: ChangeKind, said: Said): { readonly message: Phrase; readonly help: Phrase } =>
  sentences[kind](said);
