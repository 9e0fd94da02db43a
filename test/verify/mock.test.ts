import { createMock, type Mock } from "ifmatch/mock";
import { expect, test } from "vitest";
import { checkConfig } from "../../generator/config/load.js";
import { loadDocument } from "../../generator/load/load.js";
import { allProbes } from "../../generator/verify/probes/index.js";
import config from "../../ifmatch.config.js";
import { repository } from "../corpus/corpus.js";
import { workspace } from "../cli/workspace.js";
import {
  check,
  failing,
  jobsDocument,
  jobsModel,
  type Overrides,
  probesThat,
  sampleModel,
  verdictsOf,
} from "./verifying.js";

/* `ifmatch verify` against `ifmatch mock`: what the one promises the other asks about. */

const origin = "https://app.example.com";
const statuses = { preconditionFailed: [412], preconditionRequired: [428] };

const asking = (mock: Mock, more: Partial<Overrides> = {}): Overrides => ({
  url: "http://mock.test",
  origin,
  write: true,
  fetch: (url, init) => mock.fetch(url, init),
  ...more,
});

async function jobsMock(options: object = {}): Promise<Mock> {
  const folder = workspace({ "schema.json": jobsDocument });
  return createMock({ schema: await loadDocument(`${folder}/schema.json`), ...options });
}

test("A10-A13, B14-B17, C6-C10: the mock keeps every promise, and nothing is skipped", async () => {
  const mock = await jobsMock();
  const jobs = async (): Promise<unknown> => (await mock.fetch("http://mock.test/jobs/")).json();
  const before = await jobs();
  const report = await check(await jobsModel(), asking(mock));
  expect([verdictsOf(report, "failed"), verdictsOf(report, "skipped"), report.leftovers]).toEqual([[], [], []]);
  expect(await jobs(), "what was made is gone").toEqual(before);
  // The mock compresses nothing, its jobs have no date, and its list has no tag.
  expect(allProbes.map(({ id }) => id).filter((id) => !probesThat("passed", report).includes(id))).toEqual([
    "tag-under-gzip",
    "last-modified",
    "list-tag",
    "tag-compared",
  ]);
});

test("A13, B17: so does the mock of the sample, and fixtures get their old values back", async () => {
  const [job] = checkConfig(config, `${repository}/ifmatch.config.ts`);
  const mock = await createMock({ schema: await loadDocument(`${repository}/schema/schema.yml`), config: job!.config });
  const [[order]] = mock.keys("/api/purchasing/purchase-orders/{po_id}/") as [[string]];
  const path = `http://mock.test/api/purchasing/purchase-orders/${order}/`;
  const shown = async (): Promise<unknown> => {
    const { updated_at: _, ...rest } = (await (await mock.fetch(path)).json()) as Record<string, unknown>;
    return rest;
  };
  const before = await shown();
  const dialect = { versionHeaders: ["X-Resource-Version", "ETag"], weakTags: "send", statuses } as const;
  const fixtures = [{ resource: "PurchaseOrder", parameter: "po_id", value: order }];
  const report = await check(await sampleModel(), asking(mock, { dialect, fixtures }));
  expect([verdictsOf(report, "failed"), report.leftovers]).toEqual([[], []]);
  expect(await shown()).toEqual(before);
});

test("B14: a mock that exposes no tag breaks that promise only", async () => {
  const mock = await jobsMock({ cors: { exposeHeaders: [] } });
  expect(failing(await check(await jobsModel(), asking(mock)))).toEqual(["cors-expose"]);
});
