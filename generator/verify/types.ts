/** What a verification is made of. Types only. */
import type { ApiModel, OperationModel, ResourceModel } from "../model/model.js";

/** One request and its answer, fit for printing: abbreviated, and without credentials. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody?: string;
  /** `null` where no answer came. */
  readonly status: number | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** The beginning of the body; of no answer the reason. */
  readonly body: string;
  /** Bytes of the body, as far as it was read. */
  readonly bytes: number;
}

export type Verdict =
  | { readonly outcome: "passed"; readonly notes: readonly string[] }
  | { readonly outcome: "failed"; readonly reason: string }
  /** It applies, but could not be carried out. */
  | { readonly outcome: "skipped"; readonly reason: string }
  | { readonly outcome: "not-applicable"; readonly reason: string };

export type Outcome = Verdict["outcome"];

/** What is the same for every run of a probe. */
export interface ProbeInfo {
  /** Kebab-case; the heading in docs/verify.md. */
  readonly id: string;
  /** The promise, as one sentence. */
  readonly promise: string;
  /** Of RFC 9110 unless it names another. */
  readonly section: string;
}

export interface ProbeResult {
  readonly probe: ProbeInfo;
  /** Resource name. */
  readonly resource: string;
  readonly operation: Pick<OperationModel, "id" | "method" | "path">;
  /** Which one was looked at: `job_id=7, created`; absent where none was found. */
  readonly subject?: string;
  readonly verdict: Verdict;
  readonly evidence: readonly Exchange[];
}

/** Something that a run changed and could not put back. */
export interface Leftover {
  readonly resource: string;
  readonly subject: string;
  readonly reason: string;
}

export interface VerifyReport {
  readonly title: string;
  readonly url: string;
  readonly write: boolean;
  /** The run was stopped before its end. */
  readonly interrupted: boolean;
  readonly resources: readonly Pick<ResourceModel, "name" | "key" | "conditional">[];
  readonly results: readonly ProbeResult[];
  readonly leftovers: readonly Leftover[];
}

/** `job_id=7` or, where several resources have a key of this name, `Job.job_id=7`. */
export interface Fixture {
  readonly resource?: string;
  readonly parameter: string;
  readonly value: string;
}

/** The parts of `ifmatch.config.ts` that say how this API speaks of tags. */
export interface Dialect {
  /** Response headers that may carry the tag, in order of preference. */
  readonly versionHeaders: readonly string[];
  readonly weakTags: "send" | "strip" | "reject";
  readonly statuses: {
    readonly preconditionFailed: readonly number[];
    readonly preconditionRequired: readonly number[];
  };
}

export interface VerifyOptions {
  /** Base URL, to which the document's paths are appended. */
  readonly url: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly dialect: Dialect;
  /** Sent with every request but preflights; their values appear in no report. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fixtures: readonly Fixture[];
  /** JSON bodies by operation id. */
  readonly bodies: Readonly<Record<string, unknown>>;
  /** Allows requests that change state. */
  readonly write: boolean;
  /** How many writers race for one tag. */
  readonly writers: number;
  /** Origin of the web page that calls the API; without it nothing is asked about CORS. */
  readonly origin?: string;
  /** Names of resources and ids of operations; everything if empty. */
  readonly only: readonly string[];
  /** Milliseconds that one answer may take. */
  readonly timeout: number;
  /** Ends the run early; what was changed is put back all the same. */
  readonly signal?: AbortSignal;
  /** Called before each probe. */
  readonly onProbe?: (operation: OperationModel, probe: ProbeInfo) => void;
}

/** What every part of a run is handed. */
export interface VerifyRun {
  readonly model: ApiModel;
  readonly options: VerifyOptions;
}
