/** The desk before the mock in the browser. */
import { startMock } from "../../desk/server/mock-in-browser.js";

await startMock();
await import("./main.js");
