/** The desk before the mock in the browser. */
import { startMock } from "../server/mock-in-browser.js";

await startMock();
await import("./main.js");
