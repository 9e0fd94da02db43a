import type { ReactNode } from "react";
import { JobStatusEnum } from "../../../../generated/index.js";
import type { JobDraft, JobState } from "../api.js";
import { jobStatuses } from "../words.js";

interface Props {
  readonly draft: JobDraft;
  readonly state: JobState;
}

/** Saves by itself: each keystroke changes the draft, and the outbox does the rest. */
export function JobForm({ draft, state }: Props) {
  const { value } = state;
  return (
    <form className="fields" onSubmit={(event) => event.preventDefault()} aria-label="Job">
      <Field label="Name">
        <input value={value.name} maxLength={100} onChange={(event) => draft.change({ name: event.target.value })} />
      </Field>
      <Field label="Status">
        <select
          value={value.status}
          onChange={(event) => draft.change({ status: event.target.value as JobStatusEnum })}
        >
          {Object.values(JobStatusEnum).map((status) => (
            <option key={status} value={status}>
              {jobStatuses[status]}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Delivery">
        <input
          type="date"
          value={value.delivery_date ?? ""}
          onChange={(event) => draft.change({ delivery_date: event.target.value || null })}
        />
      </Field>
      <Field label="Order number">
        <input
          value={value.order_number ?? ""}
          onChange={(event) => draft.change({ order_number: event.target.value })}
        />
      </Field>
      <Field label="Description">
        <textarea
          rows={3}
          value={value.description ?? ""}
          onChange={(event) => draft.change({ description: event.target.value })}
        />
      </Field>
      <Field label="Notes">
        <textarea
          rows={6}
          value={value.notes ?? ""}
          onChange={(event) => draft.change({ notes: event.target.value })}
        />
      </Field>
      <Lines draft={draft} state={state} />
      <SaveState state={state} />
    </form>
  );
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <label>
      {label}
      {children}
    </label>
  );
}

function Lines({ draft, state }: Props) {
  const { lines = [] } = state.value;
  const change = (id: string, quantity: string): void =>
    draft.change((job) => ({
      ...job,
      lines: (job.lines ?? []).map((line) => (line.id === id ? { ...line, quantity } : line)),
    }));
  return (
    <fieldset>
      <legend>Lines</legend>
      {lines.map(({ id, desc, quantity }) => (
        <label key={id} className="line">
          {desc}
          <input inputMode="decimal" value={quantity ?? ""} onChange={(event) => change(id, event.target.value)} />
        </label>
      ))}
    </fieldset>
  );
}

const said: Readonly<Record<JobState["status"], string>> = {
  clean: "All saved.",
  dirty: "Not saved yet.",
  saving: "Saving.",
  conflict: "Waits for a decision.",
  unknown: "The answer was lost. It is looked up when the server can be reached.",
  invalid: "The server refused this:",
  gone: "Somebody deleted this job.",
};

function SaveState({ state: { status, failure } }: { readonly state: JobState }) {
  return (
    <p role="status" className="saved" data-status={status}>
      {said[status]} {status === "clean" ? "" : failure?.message}
    </p>
  );
}
