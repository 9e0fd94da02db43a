/** What Vue caches of the API, and the draft of a job; client, outbox and session are those of the desk in React. */
import { QueryClient } from "@tanstack/vue-query";
import { clearCaches, followQuery } from "ifmatch/runtime/query";
import { useDraft } from "ifmatch/runtime/vue";
import { jobJobsRetrieve } from "../../../generated/index.js";
import { client, endDesk, outbox } from "../../desk/src/api.js";

export const caches = {
  client,
  queryClient: new QueryClient({ defaultOptions: { queries: { refetchInterval: 2000 } } }),
};

export async function signOut(): Promise<void> {
  await endDesk();
  await clearCaches(caches);
}

/** The draft of a job: kept in the outbox, saved by itself, and told of what the job's query reads. */
export const useJobDraft = (jobId: () => string) =>
  useDraft(jobId, (job_id) => outbox().open("job", { path: { job_id } }), {
    warn: false,
    whileOpen: (draft) =>
      followQuery(caches, draft, jobJobsRetrieve, { path: { job_id: draft.getSnapshot().base.data.id } }),
  });
