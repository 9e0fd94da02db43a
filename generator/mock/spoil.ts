import { type Answer, type Refusals, titleOf } from "./answer.js";
import type { Faults } from "./faults.js";
import type { Profile } from "./profiles.js";
import type { Route } from "./routes.js";

/** Thrown instead of an answer: the change was carried out, and the connection is lost. */
export class DroppedAnswerError extends TypeError {
  override readonly name = "DroppedAnswerError";
  constructor() {
    super("fetch failed: the mock carried the change out and dropped the answer (fault drop-answer)");
  }
}

/** Bodies below this are not worth compressing: Django's GZipMiddleware leaves them, and their tags, alone. */
const COMPRESSED_FROM = 200;

export interface Spoiling {
  readonly faults: Faults;
  readonly refusals: Refusals;
  readonly profile: Profile;
  /** The status that means a failed precondition. */
  readonly preconditionFailed: number;
}

/**
 * An answer as proxies, middlewares and bad luck leave it.
 *
 * @throws {DroppedAnswerError} where it is lost.
 */
export function spoil(
  answer: Answer,
  route: Route,
  { faults, refusals, profile, preconditionFailed }: Spoiling,
): Answer {
  if (answer.committed && faults.meets("drop-answer")) throw new DroppedAnswerError();
  if (answer.status === preconditionFailed) {
    if (faults.meets("409-for-412")) return refusals.refuse(route, 409, titleOf(412));
    if (faults.meets("html-412"))
      return {
        ...answer,
        status: 412,
        headers: { "Content-Type": "text/html" },
        body: "<h1>412 Precondition Failed</h1>",
      };
  }
  const isRead = route.operation.method === "GET" || route.operation.method === "HEAD";
  const varied =
    profile.compresses && isRead ? { ...answer, headers: { ...answer.headers, Vary: "Accept-Encoding" } } : answer;
  if (varied.headers["ETag"] === undefined) return varied;
  if ((varied.committed && faults.meets("no-tag-on-write")) || faults.meets("hide-tags"))
    return untagged(varied, profile);
  // As Django and nginx do it: a compressed 200 turns weak, its 304 does not.
  const length = typeof varied.body === "string" ? varied.body.length : 0;
  const isCompressed = profile.compresses && varied.status === 200 && length >= COMPRESSED_FROM;
  return isCompressed || faults.meets("weaken-tags") ? weakened(varied) : varied;
}

function weakened(answer: Answer): Answer {
  const etag = answer.headers["ETag"]!;
  return { ...answer, headers: { ...answer.headers, ETag: etag.startsWith("W/") ? etag : `W/${etag}` } };
}

function untagged(answer: Answer, { versionHeaders }: Profile): Answer {
  const names = new Set(["ETag", ...versionHeaders]);
  return {
    ...answer,
    headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !names.has(name))),
  };
}
