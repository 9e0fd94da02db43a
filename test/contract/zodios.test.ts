/** Zodios over an instance that keeps the contract. Its types know zod 3; the objects of zod 4 do the same at run time. */
import { Zodios } from "@zodios/core";
import axios, { isAxiosError } from "axios";
import { AxiosPreconditionFailedError, conditional, validated } from "ifmatch/axios";
import type { Validated } from "ifmatch/runtime";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import contract from "../../generated/concurrency.json" with { type: "json" };
import { JobsServer } from "./jobs-server.js";

const server = new JobsServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => server.reset());

interface Job {
  readonly id: string;
  readonly notes: string;
}
interface Api {
  jobRetrieve(config: { params: { job_id: string } }): Promise<Job>;
  jobUpdate(body: Partial<Job>, config: { params: { job_id: string }; ifMatch?: Validated }): Promise<Job>;
}

function make(options = {}): Api {
  const instance = axios.create();
  conditional(instance, contract);
  const job = z.object({ id: z.string(), notes: z.string() });
  const path = "/api/job/jobs/:job_id/";
  const endpoints = [
    { method: "get", path, alias: "jobRetrieve", response: job },
    {
      method: "patch",
      path,
      alias: "jobUpdate",
      response: job,
      parameters: [{ name: "body", type: "Body", schema: job.partial() }],
    },
  ];
  const settings = { axiosInstance: instance, ...options } as never;
  return new Zodios(server.url, endpoints as never, settings) as never;
}

test.each([
  ["what its schemas make of a body", {}],
  ["bodies that it does not check", { validate: false }],
])("%s are preconditions", async (_, options) => {
  const api = make(options);
  const job = await api.jobRetrieve({ params: { job_id: "1" } });
  const saved = await api.jobUpdate({ notes: "x" }, { params: { job_id: "1" }, ifMatch: validated(job) });
  expect(saved.notes).toBe("x");
  expect(server.sent("PATCH")[0]!.headers["if-match"]).toBe('"1-1"');
  await api.jobUpdate({ notes: "y" }, { params: { job_id: "1" }, ifMatch: validated(saved) });
});

test("without one nothing is sent", async () => {
  const api = make();
  await expect(api.jobUpdate({ notes: "x" }, { params: { job_id: "1" } })).rejects.toMatchObject({
    code: "unconditional",
  });
  expect(server.sent("PATCH")).toEqual([]);
});

test("a 412 is what Zodios takes for an error of axios", async () => {
  const api = make();
  const job = await api.jobRetrieve({ params: { job_id: "1" } });
  server.edit("1", "by somebody else");
  const error: unknown = await api
    .jobUpdate({ notes: "x" }, { params: { job_id: "1" }, ifMatch: validated(job) })
    .catch((thrown: unknown) => thrown);
  expect(isAxiosError(error)).toBe(true);
  expect(error).toBeInstanceOf(AxiosPreconditionFailedError);
  const fresh = await (error as AxiosPreconditionFailedError).reload<Job>();
  expect(fresh.data.notes).toBe("by somebody else");
});
