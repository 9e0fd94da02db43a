import type { RetrievalOperation } from "ifmatch/runtime";

/** What calls and memory are measured with. */
export const retrieval: RetrievalOperation = {
  id: "jobsRetrieve",
  method: "GET",
  path: "/jobs/{id}",
  accept: "application/json",
  responses: [200],
  resource: "Job",
  key: [["path", "id"]],
};
