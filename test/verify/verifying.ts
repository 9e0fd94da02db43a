/** Runs the probes as the command line does, and shortens what they find. */
import { loadClients } from "../../generator/config/load.js";
import { loadDocument } from "../../generator/load/load.js";
import { buildModel } from "../../generator/model/build.js";
import type { ApiModel } from "../../generator/model/model.js";
import type { VerifyOptions, VerifyReport } from "../../generator/verify/types.js";
import { verify } from "../../generator/verify/verify.js";
import { repository } from "../corpus/corpus.js";
import { modelOf } from "../model/model-of.js";
import { MARKER, operation, body, document, jobParameter } from "../cli/workspace.js";

/** The model of the sample API, with the config's overrides. */
export async function sampleModel(): Promise<ApiModel> {
  const { jobs } = await loadClients({ cwd: repository });
  return buildModel(await loadDocument(jobs[0]!.input), jobs[0]!.config);
}

/** Jobs with everything that `ifmatch verify --write` needs, and one action. */
export const jobsModel = (): Promise<ApiModel> => modelOf(jobsDocument);

const written = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string", maxLength: 80 }, notes: { type: "string" } },
};

export const jobsDocument = document({
  "/jobs/": {
    get: operation("job_list", {}, { type: "array", items: { $ref: "#/components/schemas/Job" } }),
    post: operation("job_create", body(written)),
  },
  "/jobs/{job_id}/": {
    ...jobParameter,
    get: operation("job_retrieve"),
    put: operation("job_update", { ...body(written), description: MARKER }),
    patch: operation("job_partial_update", { ...body(written), description: MARKER }),
    delete: operation("job_destroy", { description: MARKER }),
  },
  "/jobs/{job_id}/header/": { ...jobParameter, get: operation("job_header", { description: MARKER }) },
  "/jobs/{job_id}/events/": { ...jobParameter, post: operation("job_events_create", { description: MARKER }) },
});

export type Overrides = Partial<VerifyOptions> & Pick<VerifyOptions, "url">;

export const optionsFor = (overrides: Overrides): VerifyOptions => ({
  fetch: (url, init) => fetch(url, init),
  dialect: {
    versionHeaders: ["ETag"],
    weakTags: "send",
    statuses: { preconditionFailed: [412], preconditionRequired: [428] },
  },
  headers: {},
  fixtures: [],
  bodies: {},
  write: false,
  writers: 8,
  only: [],
  timeout: 20_000,
  ...overrides,
});

export const check = (model: ApiModel, overrides: Overrides): Promise<VerifyReport> =>
  verify(model, optionsFor(overrides));

/** `GET job_retrieve tag: reason` of each verdict of this outcome. */
export const verdictsOf = ({ results }: VerifyReport, outcome: string): string[] =>
  results
    .filter(({ verdict }) => verdict.outcome === outcome)
    .map(({ probe, operation: { id }, verdict }) => `${id} ${probe.id}: ${"reason" in verdict ? verdict.reason : ""}`);

/** Ids of the probes that failed, each once. */
export const failing = (report: VerifyReport): string[] => probesThat("failed", report);

/** Ids of the probes with this outcome somewhere, each once. */
export const probesThat = (outcome: string, { results }: VerifyReport): string[] =>
  [...new Set(results.filter(({ verdict }) => verdict.outcome === outcome).map(({ probe }) => probe.id))].sort();
