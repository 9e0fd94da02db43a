import axios, { type InternalAxiosRequestConfig } from "axios";

const JOB_URL = /\/job\/jobs\/([0-9a-f-]{36})(?:\/|$)/i;
const JOB_ACTION = /\/job\/jobs\/[^/]+\/(?:accept-quote|events|undo-change)\/?$/;
const PO_URL = /\/purchasing\/purchase-orders\/([^/]+)\/?$/;

export const http = axios.create({ baseURL: "/api", timeout: 30_000 });

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
  return config;
});
