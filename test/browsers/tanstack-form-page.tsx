/** A page that edits a job with TanStack Form. */
import { type ReactNode, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { useStore } from "@tanstack/react-form";
import { openDraft } from "ifmatch/runtime/draft";
import { useDraft } from "ifmatch/runtime/react";
import { type FormDraft, useDraftForm } from "ifmatch/runtime/tanstack-form";
import { createClient, type Job, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";

const client = createClient({ baseUrl: location.origin });
const ids = location.hash.slice(1).split(",");

function JobForm({ id }: { id: string }): ReactNode {
  const { draft, state } = useDraft(
    () => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { job_id: id } }, jobFields),
    [id],
    { autosave: location.search === "?autosave" && { delay: 100 }, warn: false },
  );
  const fields: FormDraft<Pick<Job, "name" | "notes">> | undefined = draft;
  const { form, submit } = useDraftForm(fields);
  const [outcome, setOutcome] = useState("");
  const formState = useStore(form.store, (one) => one);
  if (!draft) return <output id="status">opening</output>;
  const isDirtyAt = (name: "name" | "notes"): boolean => formState.fieldMeta[name]?.isDefaultValue === false;
  return (
    <form onSubmit={async (event) => setOutcome(String(await submit(event)))}>
      <form.Field name="name" validators={{ onChange: ({ value }) => (value ? undefined : "Say a name.") }}>
        {(field) => (
          <>
            <input
              id="name"
              value={field.state.value ?? ""}
              onBlur={field.handleBlur}
              onChange={(event) => field.handleChange(event.target.value)}
            />
            <output id="nameError">{field.state.meta.errors.join(" ")}</output>
          </>
        )}
      </form.Field>
      <form.Field name="notes">
        {(field) => (
          <textarea
            id="notes"
            value={field.state.value ?? ""}
            onBlur={field.handleBlur}
            onChange={(event) => field.handleChange(event.target.value)}
          />
        )}
      </form.Field>
      <output id="status">{state.status}</output>
      <output id="typed">{state.value.name}</output>
      <output id="dirty">{[!formState.isDefaultValue, isDirtyAt("name"), isDirtyAt("notes")].join()}</output>
      <output id="formError">{formState.errors.join(" ")}</output>
      <output id="success">{String(formState.isSubmitSuccessful)}</output>
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
