import { type Client, type ClientOptions, NetworkError, type RequestOptions, unwrap } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  createClient,
  type Job,
  jobJobsAcceptQuoteCreate,
  jobJobsCreate,
  jobJobsDestroy,
  jobJobsEventsCreate,
  jobJobsPartialUpdate,
  type JobJobsPartialUpdateResult,
  jobJobsRetrieve,
  type JobJobsRetrieveResult,
} from "../../generated/index.js";
import { ids } from "./records.js";
import { type Modes, type RecordsServer, startRecordsServer } from "./records-server.js";

/* Every kind of result of the generated client, and the back ends that make it hard, over real HTTP. */

const ofJob = { path: { job_id: ids.job } };

async function start(
  modes: Modes = {},
  options: ClientOptions = {},
): Promise<{ server: RecordsServer; client: Client }> {
  const server = await startRecordsServer(modes);
  return { server, client: createClient({ baseUrl: server.url, ...options }) };
}

const read = async (client: Client): Promise<Extract<JobJobsRetrieveResult, { kind: "ok" }>> =>
  unwrap(await jobJobsRetrieve(client, ofJob));

const rename = (
  client: Client,
  ifMatch: Parameters<typeof jobJobsPartialUpdate>[1]["ifMatch"],
  name = "Renamed",
  options?: RequestOptions,
): Promise<JobJobsPartialUpdateResult> => jobJobsPartialUpdate(client, { ...ofJob, body: { name }, ifMatch }, options);

/** A proxy that removes If-Match. */
const withoutIfMatch: typeof fetch = (url, init) => {
  const { "if-match": _removed, ...headers } = init!.headers as Record<string, string>;
  return fetch(url, { ...init, headers });
};

describe("every kind of result", () => {
  it("B12: 200 and 201 are `ok` and renew the tag", async () => {
    const { client } = await start();
    const saved = await rename(client, await read(client));
    expect(saved).toMatchObject({ kind: "ok", status: 200, etag: `"job:${ids.job}:2"` });
    const noted = await jobJobsEventsCreate(client, {
      ...ofJob,
      body: { description: "Called" },
      ifMatch: unwrap(saved),
    });
    expect(noted).toMatchObject({ kind: "ok", status: 201, etag: `"job:${ids.job}:3"` });
  });

  it("B12: 304 is `ok` with what is stored, or `not-modified` to the caller's own If-None-Match", async () => {
    const { client } = await start();
    const first = await read(client);
    expect(await read(client)).toMatchObject({ status: 200, revalidated: true });
    expect(await jobJobsRetrieve(client, { ...ofJob, ifNoneMatch: first.etag! })).toMatchObject({
      kind: "not-modified",
      status: 304,
      etag: first.etag,
    });
  });

  it("B12: 400, 404 and 409 are `error`, typed by the document", async () => {
    const { client } = await start();
    const job = await read(client);
    const invalid = await rename(client, job, "");
    expect(invalid).toMatchObject({
      kind: "error",
      status: 400,
      error: { details: { name: ["This field may not be blank."] } },
    });
    expect(await jobJobsRetrieve(client, { path: { job_id: "nobody" } })).toMatchObject({
      kind: "error",
      status: 404,
      error: { error: "Not found" },
    });
    const booked = unwrap(await jobJobsRetrieve(client, { path: { job_id: ids.bookedJob } }));
    const conflict = await jobJobsDestroy(client, { path: { job_id: ids.bookedJob }, ifMatch: booked });
    expect(conflict).toMatchObject({
      kind: "error",
      status: 409,
      message: "Hours are booked on this job: archive it.",
    });
    expect(client.tagOf("Job", ids.bookedJob), "nothing was changed, so the tag stays").toBe(booked.etag);
  });

  it("B12: 403, which the document does not give, is `unexpected`", async () => {
    const { client } = await start({}, { headers: { authorization: "Bearer reader" } });
    const refused = await rename(client, await read(client));
    expect(refused).toMatchObject({
      kind: "unexpected",
      status: 403,
      message: "You may only read.",
      error: { error: "You may only read." },
    });
  });

  it.each([undefined, "html", "empty"] as const)(
    "B12: 412 is `precondition-failed`, and nothing was written, with a body that is %s",
    async (preconditionFailed) => {
      const { server, client } = await start({ ...(preconditionFailed && { preconditionFailed }) });
      const job = await read(client);
      server.changeJob(ids.job, { name: "First" });
      const refused = await rename(client, job, "Second");
      expect(refused).toMatchObject({ kind: "precondition-failed", status: 412, sent: job.etag });
      expect(server.records.jobs.get(ids.job)).toMatchObject({ version: 2, data: { name: "First" } });
      expect(client.tagOf("Job", ids.job)).toBeUndefined();
    },
  );

  it("B12: 428 is `precondition-required`: something between client and server removed If-Match", async () => {
    const { client } = await start({}, { fetch: withoutIfMatch });
    const refused = await rename(client, await read(client));
    expect(refused).toMatchObject({
      kind: "precondition-required",
      status: 428,
      message: expect.stringMatching(/proxy/) as unknown,
    });
  });

  it("a 409 in place of 412 is what the document calls it, unless the API is told otherwise", async () => {
    const { server, client } = await start({ preconditionFailed: "409" });
    const job = await read(client);
    server.changeJob(ids.job, {});
    expect(await jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: job })).toMatchObject({
      kind: "error",
      status: 409,
    });
    const told: Client = { ...client, api: { ...client.api, preconditionFailed: [412, 409] } };
    expect(await jobJobsAcceptQuoteCreate(told, { ...ofJob, ifMatch: job })).toMatchObject({
      kind: "precondition-failed",
      status: 409,
    });
  });

  it("a creation without its fields is refused by the server as the document says", async () => {
    const { client } = await start();
    expect(await jobJobsCreate(client, { body: { client_id: ids.client } as never })).toMatchObject({
      kind: "error",
      status: 400,
    });
  });
});

describe("an answer that never arrives", () => {
  it("is ambiguous when the connection drops after the change was made: it is sent once, and told", async () => {
    const { server, client } = await start({ dropAfterCommit: true });
    const job = await read(client);
    const saved = await rename(client, job);
    expect(saved).toMatchObject({ kind: "ambiguous", status: null, cause: expect.any(Error) as unknown });
    expect(client.tagOf("Job", ids.job)).toBeUndefined();
    expect(server.seen.map(({ method, status }) => [method, status])).toEqual([
      ["GET", 200],
      ["PATCH", null],
    ]);
    // Reading tells what happened; the old tag does not.
    expect(unwrap(await jobJobsRetrieve(client, ofJob)).data.name).toBe("Renamed");
    expect(await rename(client, job, "Again")).toMatchObject({ kind: "precondition-failed" });
  });

  it("is ambiguous when a gateway answers 502 after the change was made", async () => {
    const { server, client } = await start({ badGatewayAfterCommit: true });
    expect(await rename(client, await read(client))).toMatchObject({ kind: "ambiguous", status: 502 });
    expect(server.records.jobs.get(ids.job)!.data.name).toBe("Renamed");
  });

  it("is a NetworkError where nothing can have been changed, and leaves a creation ambiguous", async () => {
    const { server, client } = await start({ dropAfterCommit: true });
    expect((await jobJobsCreate(client, { body: { name: "Gate", client_id: ids.client } })).kind).toBe("ambiguous");
    expect(server.records.jobs.size, "it was made all the same").toBe(4);
    const nobody = createClient({ baseUrl: "http://127.0.0.1:1" });
    await expect(jobJobsRetrieve(nobody, ofJob)).rejects.toThrow(NetworkError);
  });
});

describe("many at once", () => {
  it("of two tabs that save the same form one wins, and the other is told", async () => {
    const { server, client } = await start();
    const other = createClient({ baseUrl: server.url });
    const forms = await Promise.all([read(client), read(other)]);
    const saved = await Promise.all([rename(client, forms[0], "Mine"), rename(other, forms[1], "Yours")]);
    expect(saved.map(({ kind }) => kind).sort()).toEqual(["ok", "precondition-failed"]);
    const winner = saved.findIndex(({ kind }) => kind === "ok");
    expect(server.records.jobs.get(ids.job)!.data.name).toBe(["Mine", "Yours"][winner]);
  });

  it("of twenty writers exactly one wins, and no change of the winner is lost", async () => {
    const { server } = await start();
    const clients = Array.from({ length: 20 }, () => createClient({ baseUrl: server.url }));
    const forms = await Promise.all(clients.map(read));
    const saved = await Promise.all(clients.map((client, index) => rename(client, forms[index]!, `Writer ${index}`)));
    const winners = saved.flatMap((result, index) => (result.kind === "ok" ? [index] : []));
    expect(winners).toHaveLength(1);
    expect(saved.filter(({ kind }) => kind === "precondition-failed")).toHaveLength(19);
    expect(server.records.jobs.get(ids.job)).toMatchObject({ version: 2, data: { name: `Writer ${winners[0]}` } });
  });

  it("twenty writers that reload and try again all get through, and nothing is lost", async () => {
    const { server } = await start();
    const append = (job: Job, word: string): { notes: string } => ({ notes: `${job.notes ?? ""} ${word}`.trim() });
    const words = Array.from({ length: 20 }, (_, index) => `w${index}`);
    await Promise.all(
      words.map(async (word) => {
        const client = createClient({ baseUrl: server.url });
        let base = await read(client);
        for (;;) {
          const saved = await jobJobsPartialUpdate(client, { ...ofJob, body: append(base.data, word), ifMatch: base });
          if (saved.kind !== "precondition-failed") return unwrap(saved);
          base = unwrap(await saved.reload());
        }
      }),
    );
    expect(server.records.jobs.get(ids.job)!.data.notes!.split(" ").sort()).toEqual([...words].sort());
  });
});

describe("tags on their way", () => {
  it("behind gzip the strong tag of X-Resource-Version is the one that counts", async () => {
    const { server, client } = await start({ gzip: true });
    const job = await read(client);
    expect(job).toMatchObject({
      etag: `"job:${ids.job}:1"`,
      headers: { etag: `W/"job:${ids.job}:1"`, "content-encoding": "gzip" },
    });
    expect((await read(client)).data).toBe(job.data);
    const saved = unwrap(await rename(client, job));
    expect(await rename(client, saved, "Twice")).toMatchObject({ kind: "ok" });
    expect(server.seen.map(({ status }) => status)).toEqual([200, 304, 200, 200]);
  });

  it("behind gzip, without that header, the weak tag is refused and the message says why", async () => {
    const { server, client } = await start({ gzip: true }, { versionHeaders: ["ETag"] });
    const job = await read(client);
    expect(job.etag).toBe(`W/"job:${ids.job}:1"`);
    expect(await rename(client, job)).toMatchObject({
      kind: "precondition-failed",
      message: expect.stringContaining("weak") as unknown,
    });
    const again = await read(client);
    expect(again, "the 304 carries the strong tag, and stands for the same data").toMatchObject({
      revalidated: true,
      etag: `"job:${ids.job}:1"`,
    });
    expect(again.data).toBe(job.data);
    expect(await rename(client, again)).toMatchObject({ kind: "ok" });
    expect(server.seen.map(({ status }) => status)).toEqual([200, 412, 304, 200]);
  });

  it('behind gzip `weakTags: "strip"` makes the weak tag pass', async () => {
    const { client } = await start({ gzip: true }, { versionHeaders: ["ETag"], weakTags: "strip" });
    expect(await rename(client, await read(client))).toMatchObject({ kind: "ok" });
  });

  it("RFC item 4: a tag with commas, backslashes and obs-text makes the round trip byte for byte", async () => {
    const { server, client } = await start({ tagPrefix: "caf\xe9,\\\xff:" });
    const job = await read(client);
    expect(job.etag).toBe(`"caf\xe9,\\\xff:job:${ids.job}:1"`);
    expect(await read(client)).toMatchObject({ revalidated: true });
    expect(await rename(client, job)).toMatchObject({ kind: "ok" });
    expect(server.seen[2]!.headers["if-match"]).toBe(job.etag);
  });

  it("a write answered with 204 and no tag, which the document does not give, is not taken for the documented 200", async () => {
    const { server, client } = await start({ noTagOnWrite: "204" });
    expect(await rename(client, await read(client))).toMatchObject({ kind: "unexpected", status: 204 });
    expect(server.records.jobs.get(ids.job)!.version).toBe(2);
    expect(client.tagOf("Job", ids.job)).toBeUndefined();
  });

  it("RFC item 45: a redirection keeps method, body and If-Match", async () => {
    const { server, client } = await start(
      { trailingSlash: "redirect" },
      { onRequest: (request) => void (request.url = request.url.replace(/\/$/, "")) },
    );
    const job = await read(client);
    expect(await rename(client, job)).toMatchObject({ kind: "ok", data: { name: "Renamed" } });
    expect(server.seen.slice(2).map(({ method, headers, status }) => [method, headers["if-match"], status])).toEqual([
      ["PATCH", job.etag, 308],
      ["PATCH", job.etag, 200],
    ]);
  });

  it("what one client learns stays with it: another one has read nothing", async () => {
    const { server, client } = await start();
    await read(client);
    expect(createClient({ baseUrl: server.url }).tagOf("Job", ids.job)).toBeUndefined();
    await client.clear();
    expect(client.tagOf("Job", ids.job)).toBeUndefined();
    expect((await read(client)).revalidated).toBe(false);
  });
});
