import type { Faker } from "@faker-js/faker";
import pluralize from "pluralize";
import { words } from "../../model/identifiers.js";
import { chanceOf } from "./chance.js";

/** Whom or what a record is about: fields that speak of the same person or company agree. */
export interface Subject {
  /** Of the seed, the kind and the key. */
  readonly parts: readonly string[];
  /** The kind's words, in lower case: `["purchase", "order"]`. */
  readonly kind: readonly string[];
  /** Counts the members of a collection from 0. */
  readonly index: number;
  readonly first: string;
  readonly last: string;
  readonly company: string;
}

/** Drawn when they are asked for: most records speak of nobody. */
export function subjectOf(faker: Faker, parts: readonly string[], name: string, index: number): Subject {
  let person: { first: string; last: string } | undefined;
  let company: string | undefined;
  const drawn = (): { first: string; last: string } => {
    const { faker: seeded } = chanceOf(faker, ...parts, "person");
    return { first: seeded.person.firstName(), last: seeded.person.lastName() };
  };
  return {
    parts,
    kind: wordsOf(name),
    index,
    get first() {
      return (person ??= drawn()).first;
    },
    get last() {
      return (person ??= drawn()).last;
    },
    get company() {
      return (company ??= chanceOf(faker, ...parts, "company").faker.company.name());
    },
  };
}

/** The same subject, called differently or counted anew. */
export const subjectAs = (
  subject: Subject,
  { kind = subject.kind, index = subject.index }: Partial<Subject>,
): Subject => ({
  parts: subject.parts,
  kind,
  index,
  get first() {
    return subject.first;
  },
  get last() {
    return subject.last;
  },
  get company() {
    return subject.company;
  },
});

const knownWords = new Map<string, readonly string[]>();

/** A name's words in lower case, the last one in the singular. */
export function wordsOf(name: string): readonly string[] {
  let found = knownWords.get(name);
  if (!found) {
    const all = words(name).map((word) => word.toLowerCase());
    found = all.map((word, at) => (at === all.length - 1 ? pluralize.singular(word) : word));
    knownWords.set(name, found);
  }
  return found;
}

const sorts = {
  person: `person people user employee customer contact member client author owner staff worker technician engineer
    patient doctor student teacher driver manager agent candidate applicant guest passenger subscriber operator assignee
    reviewer approver creator reporter signer recipient sender colleague buyer`,
  company: `company organisation organization supplier vendor manufacturer business tenant payer employer carrier brand
    partner merchant firm agency publisher account`,
  good: "product item material part article equipment asset device good stock inventory line",
  task: "job task project ticket issue order case visit appointment work request todo milestone",
  place: "location site place branch office warehouse store venue city depot",
  department: "department division team unit",
  position: "role position occupation profession",
  skill: "skill qualification certificate competence",
  category: "category group section segment tag label type class",
} as const satisfies Readonly<Record<string, string>>;

/** What a name of such a thing is made like. */
export type Sort = keyof typeof sorts | "other";

const bySort = Object.entries(sorts).map(([sort, list]) => [sort as Sort, new Set(list.split(/\s+/))] as const);

/** By the last word that says so: a `JobPart` is a part. */
export function sortOf(text: readonly string[]): Sort {
  for (const word of text.toReversed()) {
    const found = bySort.find(([, known]) => known.has(word));
    if (found) return found[0];
  }
  return "other";
}
