import { failed, passed, skipped } from "../verdict.js";
import type { Target } from "../target.js";
import type { ProbeInfo, Verdict } from "../types.js";
import { refusals } from "./cors.js";
import type { ProbeContext } from "./probe.js";

export const NO_ORIGIN = "Pass --origin https://app.example.com, the origin of the page that calls the API.";

/** A preflight changes nothing, so state changes are asked about without --write, too. */
export const corsPreflight: ProbeInfo & { run(context: ProbeContext & { target: Target }): Promise<Verdict> } = {
  id: "cors-preflight",
  promise: "A page of another origin may send the precondition.",
  section: "the Fetch standard, CORS protocol",
  async run({ run, wire, operation, target }) {
    const { origin, headers } = run.options;
    if (origin === undefined) return skipped(NO_ORIGIN);
    const reads = operation.method === "GET";
    const asked = [
      ...Object.keys(headers)
        .map((name) => name.toLowerCase())
        .filter((name) => name !== "cookie"),
      ...(operation.body ? ["content-type"] : []),
      reads ? "if-none-match" : "if-match",
    ].sort();
    const reply = await wire.send({
      method: "OPTIONS",
      url: target.url,
      anonymous: true,
      headers: {
        origin,
        "access-control-request-method": operation.method,
        "access-control-request-headers": asked.join(","),
      },
    });
    const refused = refusals(origin, operation.method, asked, reply);
    return refused.length === 0 ? passed() : failed(`A browser sends nothing: ${refused.join("; ")}.`);
  },
};
