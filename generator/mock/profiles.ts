import { ConfigError } from "../diagnostics.js";
import { suggest } from "../suggest.js";

/** How a server answers beyond what its document says. */
export interface Profile {
  /** What becomes of If-Match: as the document says, compared only when it is sent, or never looked at. */
  readonly ifMatch: "documented" | "optional" | "ignored";
  /** A revision of the resource, the same for all its representations; or a hash of each body, as a middleware makes it. */
  readonly tags: "revision" | "content-hash";
  /** Listings of resources with validators have one, too. */
  readonly listTags: boolean;
  /** Cache-Control of a retrieval with a validator, and of everything that is no retrieval. */
  readonly cacheControl: { readonly retrieval: string; readonly other: string | undefined };
  /** Further header fields that carry the strong tag. */
  readonly versionHeaders: readonly string[];
  /** A proxy compresses: the tag of a full answer turns weak. */
  readonly compresses: boolean;
}

const standard: Profile = {
  ifMatch: "documented",
  tags: "revision",
  listTags: false,
  cacheControl: { retrieval: "no-cache", other: undefined },
  versionHeaders: [],
  compresses: false,
};

/** By name; docs/mock.md has a row for each. */
export const profiles = {
  standard,
  /** Compares If-Match where it is sent and lets a request without it through; tags lists by their newest member. */
  "optional-if-match": { ...standard, ifMatch: "optional", listTags: true },
  /** Behind gzip its tags turn weak; the strong one stands in X-Resource-Version. */
  "weak-under-gzip": { ...standard, versionHeaders: ["X-Resource-Version"], compresses: true },
  /** A middleware hashes every GET for caching; changes are unconditional. */
  "caching-only": {
    ...standard,
    ifMatch: "ignored",
    tags: "content-hash",
    cacheControl: { retrieval: "max-age=60, must-revalidate", other: "no-cache, no-store, must-revalidate" },
  },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as readonly ProfileName[];

/** What profiles were called before they were named after what they do. */
const renamed: Readonly<Record<string, ProfileName>> = {
  "team-planning": "optional-if-match",
  "job-management": "weak-under-gzip",
  "claims-analytics": "caching-only",
};

/**
 * The name of a profile, checked.
 *
 * @param option What it was given to, for the message.
 * @throws {ConfigError} for a name that no profile has.
 */
export function profileNamed(name: string, option: string): ProfileName {
  const found = profileNames.find((one) => one === name);
  if (found) return found;
  throw new ConfigError(
    `${option} ${name}: unknown profile. Available profiles: ${profileNames.join(", ")}.${suggest(name, profileNames, renamed)}`,
  );
}
