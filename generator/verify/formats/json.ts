import { safeJson } from "../../printable.js";
import { advice } from "../advice.js";
import { countOutcomes } from "../summary.js";
import type { Format } from "./format.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export const json: Format = {
  summary: "one JSON object, versioned",
  render: ({ title, url, write, interrupted, resources, results, leftovers }) =>
    safeJson({
      version: 2,
      title,
      url,
      write,
      interrupted,
      ...countOutcomes(results),
      resources,
      results: results.map(({ probe, verdict, ...rest }) => ({
        probe: probe.id,
        promise: probe.promise,
        section: probe.section,
        ...rest,
        ...verdict,
        ...(verdict.outcome === "failed" && advice[probe.id]),
      })),
      leftovers,
    }),
};
