/** A `fetch` that keeps the contract: `ifmatch/runtime/contract`. */
export type { Contract, ContractApi, ContractOperation, ContractResource } from "./contract.js";
export type { ContractOptions } from "./engine.js";
