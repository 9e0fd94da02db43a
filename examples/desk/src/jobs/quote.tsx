import { useMutation } from "@tanstack/react-query";
import { mutationOptions } from "ifmatch/runtime/query";
import { jobJobsAcceptQuoteCreate } from "../../../../generated/index.js";
import type { JobState } from "../api.js";
import { caches } from "../caches.js";
import { timeOf } from "../words.js";

/** The client accepts what this person sees: the price under `seen`, whatever was saved since. */
export function Quote({ seen }: { readonly seen: JobState["base"] }) {
  const accept = useMutation(mutationOptions(caches, jobJobsAcceptQuoteCreate));
  const { id, quoted_amount, quote_acceptance_date } = seen.data;
  return (
    <section className="card" aria-labelledby="quote">
      <h3 id="quote">Quote</h3>
      <p className="amount">{quoted_amount ?? "No amount"}</p>
      {quote_acceptance_date ? (
        <p>Accepted {timeOf(quote_acceptance_date)}</p>
      ) : (
        <button disabled={accept.isPending} onClick={() => accept.mutate({ path: { job_id: id }, ifMatch: seen })}>
          Accept quote
        </button>
      )}
      <p role="alert">{accept.error?.message}</p>
    </section>
  );
}
