/** A page that edits jobs, in React: a query, and a draft that follows it. */
import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { type ReactNode, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { useDraft } from "ifmatch/runtime/react";
import * as job from "./job.js";

function JobForm({ target: { id }, onLeft }: { target: job.Target; onLeft: (name: string) => void }): ReactNode {
  const query = useQuery(job.jobQuery(id));
  const { draft, state, error } = useDraft(() => job.openJob(id), [id], job.draftOptions(onLeft));
  if (!draft) return <output id="status">{job.withoutDraft(error)}</output>;
  return (
    <form onSubmit={(event) => job.save(event, draft)}>
      <input
        id="name"
        value={state.value.name ?? ""}
        onChange={(event) => draft.change({ name: event.target.value })}
      />
      {job.outputsOf(id, state, query.data?.data.name).map(([name, text]) => (
        <output key={name} id={name}>
          {text}
        </output>
      ))}
      <button id="mine" type="button" onClick={() => job.keepMine(draft)}>
        Keep mine
      </button>
      <button id="save">Save</button>
    </form>
  );
}

function Page(): ReactNode {
  const [index, setIndex] = useState(0);
  const [left, setLeft] = useState("");
  const target = job.targetAt(index);
  return (
    <>
      {target && <JobForm target={target} onLeft={setLeft} />}
      <output id="left">{left}</output>
      <button id="next" onClick={() => setIndex(index + 1)}>
        Next
      </button>
      <button id="refetch" onClick={job.refetch}>
        Refetch
      </button>
    </>
  );
}

createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <QueryClientProvider client={job.queryClient}>
      <Page />
    </QueryClientProvider>
  </StrictMode>,
);
