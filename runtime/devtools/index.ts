/** What a client does, for people: `ifmatch/runtime/devtools`. Meant to be imported when it is opened. */
// What the signatures below mention.
export type * from "../index.js";
export type { LoggedCall } from "./call.js";
export { type LogSnapshot, type LogTotals, type RequestLog, requestLog, type RequestLogOptions } from "./log.js";
export { type Devtools, type DevtoolsOptions, openDevtools } from "./panel.js";
