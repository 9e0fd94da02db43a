import { useInfiniteQuery } from "@tanstack/react-query";
import { infiniteQueryOptions } from "ifmatch/runtime/query";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { jobJobsList, type JobSummary } from "../../../../generated/index.js";
import { caches } from "../caches.js";
import { linkTo } from "../route.js";
import { dayOf, jobStatuses } from "../words.js";

export function JobList({ current }: { readonly current: string | undefined }) {
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const jobs = useInfiniteQuery({
    ...infiniteQueryOptions(caches, jobJobsList, { query: search === "" ? {} : { search } }),
    refetchInterval: false,
  });
  const rows = jobs.data?.pages.flatMap(({ data }) => data.results) ?? [];
  return (
    <>
      <label className="search">
        Search
        <input type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <p role="status" className="quiet">
        {jobs.error ? jobs.error.message : jobs.data ? `${jobs.data.pages[0]!.data.count} jobs` : "Loading"}
      </p>
      <ul>
        {rows.map((job) => (
          <Row key={job.id} job={job} isCurrent={job.id === current} />
        ))}
      </ul>
      {jobs.hasNextPage && <More load={() => void jobs.fetchNextPage()} isLoading={jobs.isFetchingNextPage} />}
    </>
  );
}

function Row({ job, isCurrent }: { readonly job: JobSummary; readonly isCurrent: boolean }) {
  return (
    <li>
      <a href={linkTo("jobs", job.id)} aria-current={isCurrent ? "true" : undefined}>
        <b>{job.name}</b>
        <span className="chip" data-status={job.status}>
          {jobStatuses[job.status]}
        </span>
        <span className="quiet">
          {job.job_number} · {job.client_name}
        </span>
        <span className="quiet">{dayOf(job.delivery_date)}</span>
      </a>
    </li>
  );
}

/** Loads the next page when it comes into view; a button for who has no way to scroll. */
function More({ load, isLoading }: { readonly load: () => void; readonly isLoading: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting && !isLoading) load();
    });
    observer.observe(button.current!);
    return () => observer.disconnect();
  });
  return (
    <button ref={button} onClick={load} disabled={isLoading}>
      More jobs
    </button>
  );
}
