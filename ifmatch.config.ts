import { defineConfig } from "ifmatch";

export default defineConfig({
  input: "schema/schema.yml",
  output: "generated",
  // What any project can import: the tests compile this client in many.
  importExtension: "js",
  // Behind gzip the ETag of this API turns weak; its strong tag is published in X-Resource-Version.
  versionHeaders: ["X-Resource-Version", "ETag"],
  operations: {
    // Demands the job's tag, but its docstring lost the marker sentence.
    job_jobs_undo_change_create: { role: "state-change", resource: "Job" },
    // The claims-analytics resources send tags for caching only (a middleware hashes the content); nothing declares it.
    "GET /api/uploads*": { role: "retrieval" },
    "GET /api/claim-records*": { role: "retrieval" },
    "GET /api/report-runs*": { role: "retrieval" },
    "GET /api/drift-events*": { role: "retrieval" },
    "GET /api/payer-mappings*": { role: "retrieval" },
    "GET /api/alert-events*": { role: "retrieval" },
    "GET /api/operator-judgments*": { role: "retrieval" },
    // So does the list of people: the newest `updated_at`.
    people_list: { role: "retrieval" },
  },
});
