/** The client of the signed-in person, its caches and its outbox. Almost all that the desk writes about concurrency. */
import { QueryClient } from "@tanstack/react-query";
import { lanes, onEvent, resendOnce, retryRetrievals } from "ifmatch/runtime";
import { drafts, indexedDbShelf, openOutbox } from "ifmatch/runtime/outbox";
import { clearCaches, followQuery } from "ifmatch/runtime/query";
import { useDraft } from "ifmatch/runtime/react";
import { mergeText } from "ifmatch/runtime/text";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "../../../generated/index.js";
import { network } from "./network.js";
import { refresh, session } from "./session.js";

export const client = createClient({
  baseUrl: location.origin,
  fetch: network.fetch,
  auth: { jwtAuth: () => session.current?.access },
  caller: () => session.current?.username ?? "",
  refresh,
  lanes: lanes(),
  recover: resendOnce(),
  retry: retryRetrievals(),
  events: onEvent(),
});

export const caches = {
  client,
  queryClient: new QueryClient({ defaultOptions: { queries: { refetchInterval: 2000 } } }),
};

const jobs = drafts(jobJobsRetrieve, jobJobsPartialUpdate, {
  ...jobFields,
  textFields: ["notes", "description"],
  text: mergeText,
});
const openDesk = () =>
  openOutbox(client, {
    kinds: { job: jobs },
    shelf: indexedDbShelf({ namespace: session.current?.username ?? "" }),
    onError: console.error,
  });

let opened: ReturnType<typeof openDesk> | undefined;

/** What is typed and not saved yet, of the person who is signed in. */
export const outbox = (): ReturnType<typeof openDesk> => (opened ??= openDesk());

export async function signOut(): Promise<void> {
  await outbox().clear();
  opened = undefined;
  session.set(undefined);
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

export type JobPage = ReturnType<typeof useJobDraft>;
export type JobDraft = NonNullable<JobPage["draft"]>;
export type JobState = ReturnType<JobDraft["getSnapshot"]>;
