import { type Ok, unwrap } from "ifmatch/runtime";
import { client } from "../api/field.js";
import {
  jobJobsAcceptQuoteCreate,
  jobJobsDestroy,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  jobJobsStatusChoicesRetrieve,
  type PatchedJob,
} from "../api/generated/index.js";

/** A job as somebody read it or saved it: with its tag. */
export type JobVersion = Ok<typeof jobJobsRetrieve> | Ok<typeof jobJobsPartialUpdate>;

export async function loadJob(jobId: string): Promise<JobVersion> {
  return unwrap(await jobJobsRetrieve(client, { path: { job_id: jobId } }));
}

/** The result is for the caller to look at: a 412 is no exception. */
export function saveJob(job: JobVersion, body: PatchedJob) {
  return jobJobsPartialUpdate(client, { path: { job_id: job.data.id }, body, ifMatch: job });
}

export async function deleteJob(job: JobVersion): Promise<void> {
  unwrap(await jobJobsDestroy(client, { path: { job_id: job.data.id }, ifMatch: job }));
}

export async function acceptQuote(job: JobVersion): Promise<void> {
  unwrap(await jobJobsAcceptQuoteCreate(client, { path: { job_id: job.data.id }, ifMatch: job }));
}

export async function listStatuses() {
  return unwrap(await jobJobsStatusChoicesRetrieve(client)).data;
}
