/** A `fetch` that keeps the contract: `ifmatch/runtime/contract`. */
// What the signatures below mention.
export type * from "../index.js";
export type { Contract, ContractApi, ContractOperation, ContractResource } from "./contract.js";
export type { ContractOptions } from "./engine.js";
export { type FailedChange, failureOf } from "./failures.js";
export { conditionalFetch, type ConditionalFetch, type FetchOptions, ifMatch } from "./fetch.js";
export { validated } from "./validated.js";
export { entityTag } from "../core/entity-tag.js";
