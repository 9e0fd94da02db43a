import { useQuery } from "@tanstack/react-query";
import { queryOptions } from "ifmatch/runtime/query";
import { lazy, Suspense, useState } from "react";
import { jobJobsEventsList } from "../../../../generated/index.js";
import type { JobDraft, JobState } from "../api.js";
import { caches } from "../caches.js";
import { session } from "../session.js";
import { labelOf, shown } from "../words.js";

const MergeDialog = lazy(async () => ({ default: (await import("./merge-dialog.js")).MergeDialog }));

/** What others changed while this person was typing, and what to do about it. */
export function ChangeBanner({ draft, state }: { readonly draft: JobDraft; readonly state: JobState }) {
  const [isDeciding, setIsDeciding] = useState(false);
  const who = useWhoChanged(state);
  const { changes, conflicts, isOutdated } = state;
  if (changes.length === 0 && conflicts.length === 0) return null;
  return (
    <section className="banner" aria-label="Changed by somebody else" role="region">
      <div role="alert">
        <b>{who} changed this job while you were typing.</b>
        <ul>
          {changes.map(({ path, from, to }) => (
            <li key={path.join("/")}>
              {labelOf(path)}
              {short(from) && short(to) && `: ${shown(from)} → ${shown(to)}`}
            </li>
          ))}
        </ul>
      </div>
      <div className="choices">
        {conflicts.length > 0 && (
          <button className="primary" onClick={() => setIsDeciding(true)}>
            Decide {conflicts.length === 1 ? "one conflict" : `${conflicts.length} conflicts`}
          </button>
        )}
        {isOutdated && <button onClick={() => void draft.rebase()}>Show it with my edits</button>}
        <button onClick={draft.discard}>Drop my edits</button>
      </div>
      <Suspense>
        {isDeciding && <MergeDialog draft={draft} state={state} who={who} onClose={() => setIsDeciding(false)} />}
      </Suspense>
    </section>
  );
}

const short = (value: unknown): boolean => !Array.isArray(value) && shown(value).length < 40;

/** Who stands in the history since the version that this person saw; the server knows, a tag does not. */
function useWhoChanged({ base, changes, theirs }: JobState): string {
  const { data } = useQuery({
    ...queryOptions(caches, jobJobsEventsList, { path: { job_id: base.data.id } }),
    enabled: changes.length > 0,
  });
  const fields = new Set(changes.map(({ path }) => String(path[0])));
  const others = (data?.data ?? []).filter(
    ({ staff, detail }) => staff !== session.current?.username && "field" in detail && fields.has(detail.field),
  );
  return (theirs && others[0]?.staff) || "Somebody else";
}
