import { useQuery } from "@tanstack/react-query";
import { queryOptions } from "ifmatch/runtime/query";
import { jobJobsRetrieve } from "../../../../generated/index.js";
import { caches, useJobDraft } from "../caches.js";
import { linkTo } from "../route.js";
import { ChangeBanner } from "./banner.js";
import { Files } from "./files.js";
import { JobForm } from "./form.js";
import { Quote } from "./quote.js";
import { Timeline } from "./timeline.js";

/** One job. The form shows the draft; the query reads on, and tells the draft what others changed. */
export function JobPage({ job_id }: { readonly job_id: string }) {
  const { draft, state, error } = useJobDraft(job_id);
  const job = useQuery(queryOptions(caches, jobJobsRetrieve, { path: { job_id } }));
  if (!draft) return <p className="hint">{error ? String(error) : "Loading"}</p>;
  return (
    <article>
      <a className="back" href={linkTo("jobs")}>
        All jobs
      </a>
      <h2>
        {state.value.name} <small className="quiet">{state.value.job_number}</small>
      </h2>
      <ChangeBanner draft={draft} state={state} />
      <div className="columns">
        <JobForm draft={draft} state={state} />
        <div>
          <Quote seen={state.base} />
          <Files job_id={job_id} files={job.data?.data.files ?? []} />
          <Timeline seen={state.base} />
        </div>
      </div>
    </article>
  );
}
