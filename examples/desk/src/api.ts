/** The client of the signed-in person and its outbox, for any framework. */
import { lanes, onEvent, resendOnce, retryRetrievals } from "ifmatch/runtime";
import { drafts, indexedDbShelf, openOutbox } from "ifmatch/runtime/outbox";
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

/** Ends the outbox with what is in it, and the session; then whatever caches there are can be cleared. */
export async function endDesk(): Promise<void> {
  await outbox().clear();
  opened = undefined;
  session.set(undefined);
}

export type JobDraft = Awaited<ReturnType<ReturnType<typeof openDesk>["open"]>>;
export type JobState = ReturnType<JobDraft["getSnapshot"]>;
