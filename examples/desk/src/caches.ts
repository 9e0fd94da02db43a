/** What React caches of the API, and the draft of a job. */
import { QueryClient } from "@tanstack/react-query";
import { clearCaches, followQuery } from "ifmatch/runtime/query";
import { useDraft } from "ifmatch/runtime/react";
import { jobJobsRetrieve } from "../../../generated/index.js";
import { client, endDesk, outbox } from "./api.js";

export const caches = {
  client,
  queryClient: new QueryClient({ defaultOptions: { queries: { refetchInterval: 2000 } } }),
};

export async function signOut(): Promise<void> {
  await endDesk();
  await clearCaches(caches);
}

/** The draft of a job: kept in the outbox, saved by itself, and told of what the job's query reads. */
export function useJobDraft(job_id: string) {
  const request = { path: { job_id } };
  return useDraft(() => outbox().open("job", request), [job_id], {
    warn: false,
    whileOpen: (draft) => followQuery(caches, draft, jobJobsRetrieve, request),
  });
}
