import type { ClientJob } from "../config/load.js";
import { buildManifest } from "../emit/manifest.js";
import type { Generated, Stage } from "../generate.js";
import type { ComparedClient, MadeClient } from "../generate-all.js";
import { markingAdvice } from "../lint/marking-advice.js";
import { Marker } from "../model/marker.js";
import type { ApiModel } from "../model/model.js";
import { positionOf } from "./print-diagnostics.js";
import type { ClientSummary, NextStep, RecordedSummary } from "./summary.js";

/** What there is to say about a client that was generated. */
export function summaryOf({ job, generated, comparison }: ComparedClient): ClientSummary {
  const { document, model, diagnostics, importExtension, timings } = generated;
  return {
    ...(job.name !== undefined && { name: job.name }),
    input: job.input,
    output: job.output,
    openapi: document.version,
    manifest: buildManifest(model),
    importExtension,
    diagnostics,
    positions: document.positions,
    next: nextStepOf(job, generated),
    changes: comparison.changes,
    timings,
  };
}

/** What a record keeps of it: the diagnostics with their places, which are looked up. */
export function recordedSummary({ job, generated }: MadeClient): RecordedSummary {
  const { document, diagnostics, importExtension, timings } = generated;
  return {
    ...(job.name !== undefined && { name: job.name }),
    input: job.input,
    openapi: document.version,
    importExtension,
    diagnostics: diagnostics.map((diagnostic) => {
      const { at: _, ...rest } = diagnostic;
      const at = positionOf(diagnostic, document.positions);
      return { ...rest, ...(at && { at }) };
    }),
    next: nextStepOf(job, generated),
    stages: Object.keys(timings) as Stage[],
  };
}

function nextStepOf({ config }: ClientJob, { model }: Generated): NextStep {
  const functions = functionsOf(model);
  const advice = functions.length > 0 ? [] : markingAdvice(model.operations, new Marker(config.markers));
  return { functions, advice };
}

/** A state change of the first conditional resource, and the retrieval that yields its tag; or the namespace of both. */
function functionsOf({ resources, operations }: ApiModel): string[] {
  const resource = resources.find(({ conditional }) => conditional);
  const change = operations.find(
    ({ concurrency }) => concurrency.role === "state-change" && concurrency.resource === resource?.name,
  );
  const retrieval = operations.find(({ id }) => id === resource?.retrieval);
  return [...new Set([retrieval, change].flatMap((operation) => operation?.namespace ?? operation?.name ?? []))];
}
