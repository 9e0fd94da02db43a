/**
 * What an application of twelve endpoints writes between the generated client and its components: session, five queries,
 * seven mutations, a form with autosave, a conflict dialog. `lines.test.ts` counts the lines.
 */
import { QueryClient } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { jsonPointer, lanes, refreshOnce, resendOnce, unwrap } from "ifmatch/runtime";
import { type Draft, type DraftConflict, openDraft } from "ifmatch/runtime/draft";
import {
  clearCaches,
  followQuery,
  infiniteQueryOptions as list,
  mutationOptions as mutation,
  queryOptions as query,
} from "ifmatch/runtime/query";
import { useDraft } from "ifmatch/runtime/react";
import * as api from "../../generated/index.js";

// Session
let session = { access: "", refresh: "" };
const renew = async (): Promise<void> => {
  const { data } = unwrap(await api.tokenRefreshCreate(anonymous, { body: { refresh: session.refresh } }));
  session = { ...session, access: data.access };
};
const anonymous = api.createClient({ baseUrl: "https://field.example.com" });
const client = api.createClient({
  baseUrl: "https://field.example.com",
  auth: { jwtAuth: () => session.access },
  lanes: lanes(),
  recover: resendOnce(),
  refresh: refreshOnce(renew),
});
const caches = { client, queryClient: new QueryClient() };
export const login = async (username: string, password: string): Promise<void> => {
  session = unwrap(await api.tokenCreate(anonymous, { body: { username, password } })).data;
};
export const logout = (): Promise<void> => clearCaches(caches);

// Queries
export const jobs = (search: string) => list(caches, api.jobJobsList, { query: { search } });
export const job = (job_id: string) => query(caches, api.jobJobsRetrieve, { path: { job_id } });
export const events = (job_id: string) => query(caches, api.jobJobsEventsList, { path: { job_id } });
export const statusChoices = () => query(caches, api.jobJobsStatusChoicesRetrieve);
export const people = () => query(caches, api.peopleList);

// Mutations
export const createJob = () => mutation(caches, api.jobJobsCreate);
export const patchJob = () => mutation(caches, api.jobJobsPartialUpdate);
export const deleteJob = () => mutation(caches, api.jobJobsDestroy);
export const acceptQuote = () => mutation(caches, api.jobJobsAcceptQuoteCreate);
export const addEvent = () => mutation(caches, api.jobJobsEventsCreate);
export const upload = () => mutation(caches, api.jobJobsFilesCreate);
export const createPerson = () => mutation(caches, api.peopleCreate);

// A form with autosave, which follows the query of its record
export function useJobForm(job_id: string) {
  const request = { path: { job_id } };
  return useDraft(
    () => openDraft(client, api.jobJobsRetrieve, api.jobJobsPartialUpdate, request, api.jobFields),
    [job_id],
    { autosave: true, whileOpen: (draft) => followQuery(caches, draft, api.jobJobsRetrieve, request) },
  );
}

// A conflict dialog
export function Conflicts<T>({
  draft,
  conflicts,
}: {
  draft: Draft<T>;
  conflicts: readonly DraftConflict<T>[];
}): ReactNode {
  return conflicts.map((conflict) => (
    <Fragment key={jsonPointer(conflict.path)}>
      <p>{jsonPointer(conflict.path)} was changed by somebody else, too.</p>
      <button onClick={() => draft.resolve(conflict, "mine")}>Keep {JSON.stringify(conflict.mine)}</button>
      <button onClick={() => draft.resolve(conflict, "theirs")}>Take {JSON.stringify(conflict.theirs)}</button>
    </Fragment>
  ));
}
