import { reactive } from "vue";

/** One tag for each job that was read, for as long as the page is open. */
const jobETags = reactive(new Map<string, string>());

export function useJobETags() {
  function remember(jobId: string, etag: string | undefined): void {
    if (etag) jobETags.set(jobId, etag);
  }

  function tagOf(jobId: string): string | undefined {
    return jobETags.get(jobId);
  }

  function forget(jobId: string): void {
    jobETags.delete(jobId);
  }

  return { remember, tagOf, forget };
}
