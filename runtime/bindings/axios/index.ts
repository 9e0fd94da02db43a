/** An axios instance that keeps the contract: `ifmatch/axios`, `ifmatch/runtime/axios`. */
// What the signatures below mention.
export type * from "../../index.js";
export type { AxiosRequestConfig, AxiosResponse } from "axios";
export { conditional } from "./conditional.js";
export {
  AxiosAmbiguousOutcomeError,
  AxiosChangeError,
  AxiosPreconditionFailedError,
  AxiosPreconditionRequiredError,
  type Facts as ChangeErrorFacts,
  type Reload,
} from "./errors.js";
export { axiosFetch } from "./fetch.js";
export type { Contract, ContractApi, ContractOperation, ContractResource } from "../../contract/contract.js";
export type { FailedChange } from "../../contract/failures.js";
export type { ContractOptions } from "../../contract/engine.js";
export { validated } from "../../contract/validated.js";
export { entityTag } from "../../core/entity-tag.js";
