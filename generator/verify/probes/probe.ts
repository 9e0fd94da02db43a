import type { EntityTag } from "../../../runtime/call.js";
import type { OperationModel, ResourceModel } from "../../model/model.js";
import type { ResourcePlan } from "../plan.js";
import { type Published, publishedTag } from "../tags.js";
import type { Target } from "../target.js";
import type { ProbeInfo, VerifyRun, Verdict } from "../types.js";
import { Inconclusive } from "../verdict.js";
import type { Reply, Wire } from "../wire.js";

/** What the probes of one operation share. */
export interface ProbeContext {
  readonly run: VerifyRun;
  readonly wire: Wire;
  readonly plan: ResourcePlan;
  readonly resource: ResourceModel;
  readonly operation: OperationModel;
  /** Verdicts of this operation's earlier probes, by id. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

export interface RetrievalContext extends ProbeContext {
  readonly target: Target;
  /** The same operation for another resource of the kind, if one is known. */
  readonly other: Target | undefined;
  /** The other views of the same resource. */
  readonly views: readonly { readonly operation: OperationModel; readonly target: Target }[];
}

export interface RetrievalProbe extends ProbeInfo {
  run(context: RetrievalContext): Promise<Verdict>;
}

export const publishedBy = ({ run, resource }: ProbeContext, reply: Reply): Published =>
  publishedTag(reply, run.options.dialect, resource);

/** GET with headers of its own. */
export const get = (
  { wire, target }: Pick<RetrievalContext, "wire" | "target">,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> => wire.send({ method: "GET", url: target.url, headers: { ...target.headers, ...headers } });

export interface Read {
  readonly reply: Reply;
  readonly tag: EntityTag;
}

/**
 * GET that yields a tag.
 *
 * @throws {Inconclusive} when it does not: the probe `tag` says so.
 */
export async function read(context: RetrievalContext, headers: Readonly<Record<string, string>> = {}): Promise<Read> {
  const reply = await get(context, headers);
  const { tag } = publishedBy(context, reply);
  if (reply.status !== 200) throw new Inconclusive(`GET answers ${reply.status}.`);
  if (tag === undefined) throw new Inconclusive("GET sends no tag that could be used: see the probe `tag`.");
  return { reply, tag };
}

/** Others may be writing: what a change in between explains is tried again this often. */
const TRIES = 3;

export interface Revalidation extends Read {
  /** The answer to the conditional GET. */
  readonly answer: Reply;
  /** No two GETs sent the same tag. */
  readonly restless: boolean;
}

/** GET, and GET again with an If-None-Match made from its tag. */
export async function revalidate(
  context: RetrievalContext,
  ifNoneMatch: (tag: EntityTag) => string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Revalidation> {
  const seen = new Set<string>();
  for (;;) {
    const fresh = await read(context, headers);
    seen.add(fresh.tag);
    const answer = await get(context, { ...headers, "if-none-match": ifNoneMatch(fresh.tag) });
    const unchanged = answer.status === 304 || publishedBy(context, answer).tag === fresh.tag;
    if (unchanged || seen.size === TRIES) return { ...fresh, answer, restless: !unchanged };
  }
}

/** Whether the first promise of this operation was kept: what builds on it says nothing otherwise. */
export const isKept = ({ verdicts }: ProbeContext, probe: string): boolean => verdicts.get(probe)?.outcome === "passed";

export const succeeded = ({ status }: Reply): boolean => status >= 200 && status < 300;
