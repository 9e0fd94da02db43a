import { AxiosError, type AxiosRequestConfig, type AxiosResponse, type InternalAxiosRequestConfig } from "axios";
import type { FailedChange } from "../../contract/failures.js";
import { UsageError } from "../../errors.js";

/** Reads the record of a change again, by the instance and through its interceptors. */
export type Reload = <T = unknown>(config?: AxiosRequestConfig) => Promise<AxiosResponse<T>>;

/** What an error is made of. */
export interface Facts<R extends FailedChange> {
  readonly result: R;
  readonly config: InternalAxiosRequestConfig;
  readonly request?: unknown;
  readonly response: AxiosResponse | undefined;
  /** Of an answer that did not arrive: axios's own. */
  readonly code?: string | undefined;
  /** `undefined` where no retrieval is known. */
  readonly reload: Reload | undefined;
}

/**
 * A state change that has no ordinary answer. It is an `AxiosError`, with `response` as far as one arrived, so that
 * interceptors treat it as they did before; `result` says what is known, and what to tell the person.
 */
export abstract class AxiosChangeError<R extends FailedChange = FailedChange> extends AxiosError {
  readonly result: R;
  /** Reads the record again: `ifMatch: await error.reload()`, once the person has seen it. Past every cache. */
  readonly reload: Reload;
  constructor({ result, config, request, response, code, reload }: Facts<R>) {
    super(result.message, code ?? codeOf(response?.status), config, request, response);
    this.result = result;
    if (result.status !== null) this.status = result.status;
    this.reload =
      reload ??
      (() =>
        Promise.reject(
          new UsageError("no-retrieval", `${result.operation}: no retrieval of ${result.resource.name} is known.`),
        ));
    if ("cause" in result && result.cause instanceof Error) this.cause = result.cause;
  }
}

/** 412: the record is no longer what was read. This request was not carried out (RFC 9110, 15.5.13). */
export class AxiosPreconditionFailedError extends AxiosChangeError<
  Extract<FailedChange, { readonly kind: "precondition-failed" }>
> {
  override readonly name = "AxiosPreconditionFailedError";
}

/** 428: the server requires a precondition that it did not see (RFC 6585, 3). */
export class AxiosPreconditionRequiredError extends AxiosChangeError<
  Extract<FailedChange, { readonly kind: "precondition-required" }>
> {
  override readonly name = "AxiosPreconditionRequiredError";
}

/** It is unknown whether the change was made: read the record before anything else. */
export class AxiosAmbiguousOutcomeError extends AxiosChangeError<
  Extract<FailedChange, { readonly kind: "ambiguous" }>
> {
  override readonly name = "AxiosAmbiguousOutcomeError";
}

/** The error of a result. */
export function changeError({ result, ...facts }: Facts<FailedChange>): AxiosChangeError {
  if (result.kind === "precondition-failed") return new AxiosPreconditionFailedError({ result, ...facts });
  if (result.kind === "precondition-required") return new AxiosPreconditionRequiredError({ result, ...facts });
  return new AxiosAmbiguousOutcomeError({ result, ...facts });
}

/** As axios itself would throw for the status of a response. */
export const statusError = (response: AxiosResponse, cause?: Error): AxiosError =>
  Object.assign(
    new AxiosError(
      `Request failed with status code ${response.status}`,
      codeOf(response.status),
      response.config,
      response.request,
      response,
    ),
    cause && { cause },
  );

const codeOf = (status: number | undefined): string => {
  if (status === undefined) return AxiosError.ERR_NETWORK;
  return status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
};
