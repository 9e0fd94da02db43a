import { test } from "vitest";
import { startRecordsServer } from "../servers/records-server.js";
import { check, sampleModel } from "./verifying.js";
test("look", async () => {
  const server = await startRecordsServer();
  const report = await check(await sampleModel(), { url: server.url, write: true, fixtures: [{resource:"Person",parameter:"id",value:"7"},{resource:"PurchaseOrder",parameter:"po_id",value:"00000000-0000-4000-8000-000000000004"}] });
  for (const r of report.results) console.log(r.operation.id, r.probe.id, r.subject ?? "", JSON.stringify(r.verdict));
  console.log(report.leftovers, server.seen.length);
});
