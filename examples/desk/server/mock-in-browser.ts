/** The mock in the page: MSW answers what is fetched, and the windows of a browser share one state. */
import { setupWorker } from "msw/browser";
import { createMock, sharedState } from "ifmatch/mock/browser";
import { handlers } from "ifmatch/msw";
import { deskServer } from "./desk-server.js";
import { storedHistory } from "./history.js";
import { JOBS, seed } from "./seed.js";

export async function startMock(): Promise<void> {
  const data: unknown = await (await fetch("/mock.json")).json();
  const mock = await createMock({ data, count: JOBS, now: Date.now, state: sharedState("desk") });
  await seed(mock);
  const respond = deskServer(mock, storedHistory());
  const worker = setupWorker(...handlers({ respond, serves: (url) => mock.serves(url) }));
  await worker.start({ onUnhandledRequest: "bypass", quiet: true });
}
