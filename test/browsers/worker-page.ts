/** A page whose API is the mock behind a service worker of MSW. */
import { setupWorker } from "msw/browser";
import { createMock, type Mock, type MockSettings, sharedState } from "ifmatch/mock/browser";
import { handlers } from "ifmatch/msw";
import { createClient, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";

export { createClient, jobJobsPartialUpdate, jobJobsRetrieve };

/** Starts the worker; from then on `fetch` reaches the mock. */
export async function start(shared: string | undefined, settings: MockSettings = {}): Promise<Mock> {
  const data: unknown = await (await fetch("/mock.json")).json();
  const mock = await createMock({ data, ...settings, ...(shared !== undefined && { state: sharedState(shared) }) });
  await setupWorker(...handlers(mock)).start({ quiet: true, onUnhandledRequest: "bypass" });
  return mock;
}

/** What a Content-Security-Policy refused. */
export const violations: string[] = [];
document.addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) => {
  violations.push(`${violatedDirective}: ${blockedURI}`);
});
