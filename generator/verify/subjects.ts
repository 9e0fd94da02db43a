import { randomUUID } from "node:crypto";
import { own } from "../load/pointer.js";
import type { OperationModel } from "../model/model.js";
import { normalized } from "../model/paths.js";
import { trialBodyFor } from "./trial-body.js";
import { keyIn, keyText } from "./members.js";
import { fixturesFor, type ResourcePlan } from "./plan.js";
import { removeMade, restoreFixture } from "./put-back.js";
import { type Key, targetOf } from "./target.js";
import type { Leftover, VerifyRun } from "./types.js";
import { Inconclusive, NoAnswer } from "./verdict.js";
import type { Reply, Wire } from "./wire.js";

/** A resource that may be written to. */
export interface Subject {
  readonly key: Key;
  /** Made by this run, and removed at its end; otherwise the user named it. */
  readonly made: boolean;
}

export const subjectText = ({ key, made }: Subject): string => `${keyText(key)}, ${made ? "created" : "given"}`;

/** Where a run's subjects come from, and how everything is put back. */
export interface Subjects {
  /** One that an operation may be tried on. @throws {Inconclusive} where there is none, and how to give one. */
  for(operation: OperationModel): Promise<Subject>;
  /** Makes one. @throws {Inconclusive} */
  make(): Promise<{ readonly subject: Subject; readonly answer: Reply }>;
  /** Text that stands in no other request. */
  label(): string;
  /** An operation that cannot be undone was carried out on a fixture. */
  marked(subject: Subject, operation: OperationModel): void;
  /** Removes what was made, and gives fixtures their old values. */
  putBack(): Promise<Leftover[]>;
}

/** Subjects of one resource. What was only found in a list is never one. */
export function createSubjects(run: VerifyRun, wire: Wire, plan: ResourcePlan): Subjects {
  const { resource, creation, removal, source, update } = plan;
  const { options } = run;
  const marks = new Map<string, string>();
  const made: Subject[] = [];
  const leftovers: Leftover[] = [];
  /** Representations of fixtures as they were. */
  const originals = new Map<Subject, unknown>();
  const mark = `ifmatch verify ${randomUUID().slice(0, 8)}`;
  let labels = 0;
  let shared: Promise<Subject> | undefined;
  let unable: Inconclusive | undefined;

  const label = (): string => `${mark} ${++labels}`;
  const given = (parameter: string): string | undefined => fixturesFor(parameter, resource, options.fixtures)[0];
  const leave = (subject: string, reason: string): void =>
    void leftovers.push({ resource: resource.name, subject, reason });

  async function make(): Promise<{ subject: Subject; answer: Reply }> {
    if (unable) throw unable;
    try {
      return await create();
    } catch (error) {
      // What was refused once is refused again: it is not tried for each probe.
      if (error instanceof Inconclusive) unable = error;
      throw error;
    }
  }

  async function create(): Promise<{ subject: Subject; answer: Reply }> {
    // What the creation chooses ends the path; owners, and what is outside the path, the request says.
    const name = resource.parameters[resource.parameters.length - resource.outside.length - 1];
    const owners = resource.parameters.filter((parameter) => parameter !== name);
    if (!creation || name === undefined)
      throw new Inconclusive(`${resource.name}: the document has no operation that creates one.`);
    if (!removal) throw new Inconclusive(`What ${creation.id} makes could not be removed again: there is no DELETE.`);
    const unknown = owners.filter((owner) => given(owner) === undefined);
    if (unknown.length > 0)
      throw new Inconclusive(`To create one, pass ${unknown.map((owner) => `--fixture ${owner}=...`).join(" ")}.`);
    const parents = Object.fromEntries(owners.map((owner) => [owner, given(owner)!]));
    const target = targetOf(options.url, creation, resource, parents, options.fixtures);
    const answer = await wire
      .send({ method: "POST", ...target, ...(await trialBodyFor(run, creation, resource, undefined, label())) })
      .catch((error: unknown) => {
        if (error instanceof NoAnswer) leave(creation.id, `${error.message} Something may have been created.`);
        throw error;
      });
    if (answer.status < 200 || answer.status > 299)
      throw new Inconclusive(
        `${creation.id} answers ${answer.status}${excerpt(answer)}: pass --body ${creation.id}=file.json.`,
      );
    const value = keyIn(answer.json, name) ?? lastSegment(answer.headers.get("location"));
    if (value === undefined) {
      leave(creation.id, "It created something, and does not say under which key.");
      throw new Inconclusive(`The answer of ${creation.id} does not say which ${name} it created.`);
    }
    const subject = { key: { ...parents, [name]: value }, made: true };
    made.push(subject);
    return { subject, answer };
  }

  async function fixture(): Promise<Subject> {
    const values = resource.parameters.map((parameter) => [parameter, given(parameter)] as const);
    if (values.length === 0 || values.some(([, value]) => value === undefined))
      throw new Inconclusive(
        `${unable?.message ?? ""} Pass --fixture ${resource.name}.${resource.parameters.at(-1) ?? "..."}=... of one that may be changed.`.trim(),
      );
    const subject = { key: Object.fromEntries(values) as Key, made: false };
    const reply = await wire.send({
      method: "GET",
      ...targetOf(options.url, source, resource, subject.key, options.fixtures),
    });
    if (reply.status !== 200)
      throw new Inconclusive(`The ${resource.name} that was given (${keyText(subject.key)}) answers ${reply.status}.`);
    originals.set(subject, reply.json);
    return subject;
  }

  const makeOrTake = async (): Promise<Subject> => {
    try {
      return (await make()).subject;
    } catch (error) {
      if (!(error instanceof Inconclusive)) throw error;
      return fixture();
    }
  };

  return {
    label,
    make,
    async for(operation) {
      // A change of the resource's own fields can be put back, so one subject serves them all.
      const restorable =
        ["PUT", "PATCH"].includes(operation.method) && normalized(operation.path) === normalized(resource.key);
      if (restorable) return (shared ??= makeOrTake());
      try {
        return (await make()).subject;
      } catch (error) {
        if (!(error instanceof Inconclusive)) throw error;
        // Whoever hands over the very body to send has decided.
        if (operation.method !== "DELETE" && own(options.bodies, operation.id) !== undefined)
          return (shared ??= makeOrTake());
        throw new Inconclusive(
          `${error.message} ${operation.id} cannot be undone, so it is tried only on what this run created${operation.method === "DELETE" ? "" : `, or with --body ${operation.id}=file.json`}.`,
        );
      }
    },
    marked(subject, operation) {
      if (!subject.made) marks.set(operation.id, keyText(subject.key));
    },
    async putBack() {
      for (const subject of made) {
        const reason = await removeMade(run, wire, plan, removal!, subject.key);
        if (reason !== undefined) leave(subjectText(subject), reason);
      }
      for (const [subject, original] of originals) {
        const reason = update && (await restoreFixture(run, wire, plan, update, subject.key, original));
        if (reason !== undefined) leave(subjectText(subject), reason);
      }
      for (const [operation, subject] of marks)
        leave(subject, `${operation} was carried out on it, and cannot be undone.`);
      return leftovers;
    },
  };
}

const excerpt = ({ text }: Reply): string => (text === "" ? "" : ` (${text.slice(0, 120).replace(/\s+/g, " ")})`);

/** `/api/jobs/7/` ends in 7. */
function lastSegment(location: string | null): string | undefined {
  if (location === null || !URL.canParse(location, "http://localhost")) return undefined;
  const last = new URL(location, "http://localhost").pathname.split("/").filter(Boolean).at(-1);
  return last === undefined ? undefined : decodeURIComponent(last);
}
