/** Addresses of this application, which look like those of the API. */
const JOB_PAGE = /^\/jobs\/([^/]+)\/?$/;

export function jobOnPage(path: string): string | undefined {
  return JOB_PAGE.exec(path)?.[1];
}

export const isPurchasing = (path: string): boolean => path.startsWith("/purchase-orders/");

const seen = new Map<string, number>();

/** Nothing of HTTP in it. */
export function forgetPage(id: string): void {
  seen.delete(`/job/jobs/${id}/`);
}

export const isPhone = (width: number): boolean => width === 412;
export const allowedHeaders = ["ETag", "If-Match", "If-None-Match"];
export const exposes = (name: string): boolean => allowedHeaders.includes(name);
