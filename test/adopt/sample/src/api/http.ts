import axios, { AxiosError, type InternalAxiosRequestConfig } from "axios";
import { announceConflict } from "../composables/useConflictEvents.js";
import { useJobETags } from "../composables/useJobETags.js";
import { poETagOf, rememberPoETag } from "../composables/usePoETags.js";
import { ConcurrencyError } from "../types/concurrency.js";

const JOB_URL = /\/job\/jobs\/([0-9a-f-]{36})(?:\/|$)/i;
const JOB_ACTION = /\/job\/jobs\/[^/]+\/(?:accept-quote|events|undo-change)\/?$/;
const PO_URL = /\/purchasing\/purchase-orders\/([^/]+)\/?$/;

export const http = axios.create({ baseURL: "/api", timeout: 30_000 });

const jobTags = useJobETags();

function jobIdOf(url: string): string | undefined {
  return JOB_URL.exec(url)?.[1];
}

function poIdOf(config: InternalAxiosRequestConfig): string | undefined {
  const url = config.url ?? "";
  if (url.endsWith("/delivery-receipts/")) {
    // The receipt changes its order, which only the body names.
    const body = JSON.parse(String(config.data)) as { purchase_order_id?: string };
    return body.purchase_order_id;
  }
  return PO_URL.exec(url)?.[1];
}

function changesJob({ method = "get", url = "" }: InternalAxiosRequestConfig): boolean {
  return ["put", "patch", "delete"].includes(method) || (method === "post" && JOB_ACTION.test(url));
}

http.interceptors.request.use((config) => {
  config.headers.set("X-Requested-With", "XMLHttpRequest");
  const jobId = jobIdOf(config.url ?? "");
  if (jobId !== undefined && changesJob(config)) {
    const tag = jobTags.tagOf(jobId);
    if (tag === undefined) throw new Error("Load the job first.");
    config.headers.set("If-Match", tag);
  }
  const poId = poIdOf(config);
  const poTag = poId === undefined ? undefined : poETagOf(poId);
  if (poTag !== undefined && config.method !== "get") config.headers["If-Match"] = poTag;
  return config;
});

http.interceptors.response.use(
  (response) => {
    const etag = (response.headers["x-resource-version"] ?? response.headers["etag"]) as string | undefined;
    const jobId = jobIdOf(response.config.url ?? "");
    if (jobId !== undefined) jobTags.remember(jobId, etag);
    const poId = poIdOf(response.config);
    if (poId !== undefined) rememberPoETag(poId, etag);
    return response;
  },
  (error: AxiosError) => {
    const status = error.response?.status;
    if (status === 412 || status === 428) {
      const jobId = jobIdOf(error.config?.url ?? "");
      if (jobId !== undefined) {
        jobTags.forget(jobId);
        announceConflict("job", jobId);
        throw new ConcurrencyError("job", jobId);
      }
      const poId = error.config && poIdOf(error.config);
      if (poId !== undefined) {
        announceConflict("order", poId);
        throw new ConcurrencyError("purchase order", poId);
      }
    }
    throw error;
  },
);
