import { lanes, resendOnce } from "ifmatch/runtime";
import { createClient } from "./generated/index.js";

/** The generated client, beside the axios instance of `http.ts`, which goes on serving everything else. */
export const client = createClient({
  baseUrl: window.location.origin,
  headers: { "X-Requested-With": "XMLHttpRequest" },
  lanes: lanes(),
  recover: resendOnce(),
});
