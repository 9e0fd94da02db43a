/** A page that edits a job with react-hook-form. */
import { type ReactNode, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { openDraft } from "ifmatch/runtime/draft";
import { useDraft } from "ifmatch/runtime/react";
import { useDraftForm } from "ifmatch/runtime/react-hook-form";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";

const client = createClient({ baseUrl: location.origin });
const ids = location.hash.slice(1).split(",");

function JobForm({ id }: { id: string }): ReactNode {
  const { draft, state } = useDraft(
    () => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { job_id: id } }, jobFields),
    [id],
    { autosave: location.search === "?autosave" && { delay: 100 }, warn: false },
  );
  const { form, submit } = useDraftForm(draft);
  const [outcome, setOutcome] = useState("");
  const { errors, isDirty, isSubmitSuccessful, dirtyFields } = form.formState;
  if (!draft) return <output id="status">opening</output>;
  return (
    <form onSubmit={async (event) => setOutcome(String(await submit(event)))}>
      <input id="name" {...form.register("name", { required: "Say a name." })} />
      <textarea id="notes" {...form.register("notes")} />
      <output id="status">{state.status}</output>
      <output id="typed">{state.value.name}</output>
      <output id="dirty">{[isDirty, dirtyFields.name === true, dirtyFields.notes === true].join()}</output>
      <output id="nameError">{errors.name?.message}</output>
      <output id="formError">{errors.root?.["server"]?.message}</output>
      <output id="success">{String(isSubmitSuccessful)}</output>
      <output id="outcome">{outcome}</output>
      <button id="save">Save</button>
      <button id="discard" type="button" onClick={() => draft.discard()}>
        Discard
      </button>
      <button id="rebase" type="button" onClick={() => void draft.rebase()}>
        Rebase
      </button>
    </form>
  );
}

function Page(): ReactNode {
  const [index, setIndex] = useState(0);
  return (
    <>
      {index < 2 && <JobForm id={ids[index]!} />}
      <button id="next" onClick={() => setIndex(index + 1)}>
        Next
      </button>
    </>
  );
}

createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
