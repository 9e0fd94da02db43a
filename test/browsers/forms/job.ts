/** What the pages that edit jobs, one for each framework, have in common. */
import { QueryClient, QueryObserver } from "@tanstack/query-core";
import { type AttachOptions, openDraft } from "ifmatch/runtime/draft";
import { followQuery, queryOptions } from "ifmatch/runtime/query";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "../../../generated/index.js";

const client = createClient({ baseUrl: location.origin });
export const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: 0 } } });
const caches = { client, queryClient };

/** The job that a page shows after so many clicks on "Next"; after the last one, none. */
export function targetAt(index: number): Target | undefined {
  const id = location.hash.slice(1).split(",")[index];
  return id === undefined ? undefined : { id };
}
/** A new object each time, as from a query that was read again. */
export interface Target {
  readonly id: string;
}

const request = (job_id: string) => ({ path: { job_id } });
export const jobQuery = (id: string) => queryOptions(caches, jobJobsRetrieve, request(id));
export const openJob = (id: string) => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, request(id), jobFields);
export type JobDraft = Awaited<ReturnType<typeof openJob>>;
export type JobState = ReturnType<JobDraft["getSnapshot"]>;

/** Follows the query, and saves by itself if the address says so; `leave` gets the name that a draft was left with. */
export const draftOptions = (leave: (name: string) => void): AttachOptions<JobDraft> => ({
  autosave: location.search === "?autosave" && { delay: 100 },
  whileOpen: (draft) => followQuery(caches, draft, jobJobsRetrieve, request(draft.value.id)),
  leftUnsaved: (draft) => leave(draft.value.name ?? ""),
});

/** Tells the name that the query has, for frameworks without an adapter here, until the function it returns is called. */
export function watchName(id: string, show: (name: string | undefined) => void): () => void {
  const observer = new QueryObserver(queryClient, jobQuery(id));
  const unsubscribe = observer.subscribe(({ data }) => show(data?.data.name));
  show(observer.getCurrentResult().data?.data.name);
  return unsubscribe;
}

/** The texts of a form's outputs, by their ids. Each rendering passes here, so that none shows the draft of another job. */
export function outputsOf(
  id: string,
  state: JobState,
  shown: string | undefined,
): readonly (readonly [string, string])[] {
  if (state.value.id !== id) reportError(new Error(`The draft of job ${state.value.id} was shown for ${id}.`));
  return [
    ["shown", shown ?? ""],
    ["notes", state.value.notes ?? ""],
    ["status", state.status],
    ["outdated", String(state.isOutdated)],
    ["conflicts", String(state.conflicts.length)],
  ];
}

/** What is shown while there is no draft. */
export const withoutDraft = (error: unknown): string => (error instanceof Error ? error.message : "opening");

export const typed = (event: Event): string => (event.target as HTMLInputElement).value;

export function save(event: Event | { preventDefault(): void }, draft: JobDraft | undefined): void {
  event.preventDefault();
  void draft?.save();
}

/** Decides every conflict for what was typed here. */
export function keepMine(draft: JobDraft | undefined): void {
  for (const conflict of draft?.getSnapshot().conflicts ?? []) draft?.resolve(conflict, "mine");
}

export const refetch = (): void => void queryClient.refetchQueries();
