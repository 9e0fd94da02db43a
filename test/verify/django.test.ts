import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiModel } from "../../generator/model/model.js";
import { allProbes } from "../../generator/verify/probes/index.js";
import type { Fixture, VerifyReport } from "../../generator/verify/types.js";
import { type DjangoServer, ids, startDjango } from "../servers/django.js";
import { check, failing, type Overrides, probesThat, sampleModel, verdictsOf } from "./verifying.js";

/* `ifmatch verify` against the Django back end of docs/django.md, which keeps every promise that it can keep. */

const versionHeaders = ["X-Resource-Version", "ETag"];
const statuses = { preconditionFailed: [412], preconditionRequired: [428] };
const configured = { versionHeaders, weakTags: "send", statuses } as const;
const onlyETag = { ...configured, versionHeaders: ["ETag"] } as const;
/** A page of this machine, which is whom the back end lets in. */
const origin = "http://localhost:5173";
const fixtures: Fixture[] = [
  { resource: "Person", parameter: "id", value: String(ids.person) },
  { resource: "Job", parameter: "job_id", value: ids.job },
  { resource: "PurchaseOrder", parameter: "po_id", value: ids.order },
];

describe("Django", { tags: ["django"] }, () => {
  let model: ApiModel;
  const servers: Promise<DjangoServer>[] = [];
  const start = (...options: Parameters<typeof startDjango>): Promise<DjangoServer> => {
    const starting = startDjango(...options);
    servers.push(starting);
    return starting;
  };
  const run = (django: DjangoServer, overrides: Partial<Overrides> = {}): Promise<VerifyReport> =>
    check(model, {
      url: django.origin,
      headers: { authorization: `Bearer ${django.token}` },
      dialect: configured,
      fixtures,
      ...overrides,
    });

  beforeAll(async () => void (model = await sampleModel()));
  afterAll(async () => {
    for (const starting of servers) await (await starting).stop();
  });

  /** What the marker sentence promises, and these have not: they are of no job. */
  const untagged = [
    "job_jobs_status_choices_retrieve tag: GET sends no X-Resource-Version or ETag.",
    "job_jobs_weekly_metrics_list tag: GET sends no X-Resource-Version or ETag.",
  ];

  test("A10-A13, B14-B17, C6-C10: every promise is kept, but those that the document makes in vain", async () => {
    const django = await start({ cors: "full" });
    const person = async (): Promise<unknown> => {
      const answer = await fetch(`${django.origin}/api/people/${ids.person}/`, {
        headers: { authorization: `Bearer ${django.token}` },
      });
      const { updated_at: _, ...rest } = (await answer.json()) as Record<string, unknown>;
      return rest;
    };
    const before = await person();
    const report = await run(django, {
      write: true,
      origin,
      bodies: {
        job_jobs_create: { name: "Made by ifmatch verify", client_id: ids.client },
        job_jobs_events_create: { description: "Called" },
      },
    });
    const required = verdictsOf(report, "failed").filter((line) => line.includes(" precondition-required: "));
    // The sentence marks people and projects, too; there a change without If-Match is let through.
    expect(required.every((line) => /^(?:people|projects)_\w+ .*carried out: 20[04]\.$/.test(line))).toBe(true);
    expect(required).toHaveLength(6);
    expect(verdictsOf(report, "failed").filter((line) => !required.includes(line))).toEqual(untagged);
    expect(report.leftovers).toEqual([]);
    expect(await person(), "what was changed has its old values").toEqual(before);
    expect(django.errors()).not.toContain("Traceback");
    // This one stands behind no gzip; another below does.
    expect(allProbes.map(({ id }) => id).filter((id) => !probesThat("passed", report).includes(id))).toEqual([
      "tag-under-gzip",
      "tag-compared",
    ]);
  });

  test("B14: a back end that exposes no tag breaks that promise only", async () => {
    const django = await start({ cors: "noexpose" });
    const report = await run(django, { origin });
    expect(verdictsOf(report, "failed").filter((line) => !line.includes(" cors-expose: "))).toEqual(untagged);
    expect(failing(report)).toEqual(["cors-expose", "tag"]);
  });

  test("A10, A11, B14: behind gzip the tag of X-Resource-Version works, and that of ETag does not", async () => {
    const django = await start({ gzip: true });
    const of = { only: ["Person"], fixtures: fixtures.slice(0, 1), write: true };
    const required = "precondition-required";
    expect(failing(await run(django, of))).toEqual([required]);
    const report = await run(django, { ...of, dialect: onlyETag });
    expect(failing(report)).toEqual([required, "tag-compared", "tag-under-gzip"]);
    expect(report.leftovers).toEqual([]);
    const strip = { ...onlyETag, weakTags: "strip" } as const;
    expect(failing(await run(django, { ...of, dialect: strip }))).toEqual([required]);
  });
});
