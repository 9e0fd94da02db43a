/** A page that edits a job, in React: a query, and a draft that follows it. */
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { type ReactNode, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { openDraft } from "ifmatch/runtime/draft";
import { followQuery, queryOptions } from "ifmatch/runtime/query";
import { useDraft } from "ifmatch/runtime/react";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";

const client = createClient({ baseUrl: location.origin });
const queryClient = new QueryClient();
const caches = { client, queryClient };
const ids = location.hash.slice(1).split(",");

function JobForm({ id, autosave }: { id: string; autosave: boolean }): ReactNode {
  const request = { path: { job_id: id } };
  const job = useQuery({ ...queryOptions(caches, jobJobsRetrieve, request), staleTime: 0 });
  const { draft, state, error } = useDraft(
    () => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, request, jobFields),
    [id],
    {
      autosave: autosave && { delay: 100 },
      whileOpen: (opened) => followQuery(caches, opened, jobJobsRetrieve, request),
    },
  );
  if (!draft) return <output id="status">{error instanceof Error ? error.message : "opening"}</output>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void draft.save();
      }}
    >
      <input
        id="name"
        value={state.value.name ?? ""}
        onChange={(event) => draft.change({ name: event.target.value })}
      />
      <output id="shown">{job.data?.data.name}</output>
      <output id="notes">{state.value.notes}</output>
      <output id="status">{state.status}</output>
      <output id="outdated">{String(state.isOutdated)}</output>
      <button id="save">Save</button>
    </form>
  );
}

function Page(): ReactNode {
  const [index, setIndex] = useState(0);
  return (
    <>
      <JobForm id={ids[index]!} autosave={location.search === "?autosave"} />
      <button id="next" onClick={() => setIndex(1)}>
        Next
      </button>
      <button id="refetch" onClick={() => void queryClient.refetchQueries()}>
        Refetch
      </button>
    </>
  );
}

createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Page />
    </QueryClientProvider>
  </StrictMode>,
);
