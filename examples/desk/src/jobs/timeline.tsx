import { useMutation, useQuery } from "@tanstack/react-query";
import { mutationOptions, queryOptions } from "ifmatch/runtime/query";
import { type FormEvent, useState } from "react";
import { jobJobsEventsCreate, jobJobsEventsList } from "../../../../generated/index.js";
import type { JobState } from "../api.js";
import { caches } from "../caches.js";
import { timeOf } from "../words.js";

/** The job's history. A note counts as a change of the job, so it is written about the version that is shown. */
export function Timeline({ seen }: { readonly seen: JobState["base"] }) {
  const path = { job_id: seen.data.id };
  const events = useQuery(queryOptions(caches, jobJobsEventsList, { path }));
  const add = useMutation(mutationOptions(caches, jobJobsEventsCreate));
  const [note, setNote] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate({ path, body: { description: note }, ifMatch: seen }, { onSuccess: () => setNote("") });
  };
  return (
    <section className="card" aria-labelledby="history">
      <h3 id="history">History</h3>
      <form className="inline" onSubmit={submit}>
        <label>
          Note
          <input value={note} required maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </label>
        <button disabled={add.isPending}>Add</button>
      </form>
      <p role="alert">{add.error?.message}</p>
      <ol className="timeline">
        {events.data?.data.map(({ id, timestamp, description, staff }) => (
          <li key={id}>
            <span className="quiet">
              {timeOf(timestamp)} {staff}
            </span>
            {description}
          </li>
        ))}
      </ol>
    </section>
  );
}
