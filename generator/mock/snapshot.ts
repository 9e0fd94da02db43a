import * as z from "zod";
import { ConfigError } from "../diagnostics.js";
import type { StoredKinds } from "./store.js";

/** The whole state as plain data: it survives JSON. */
export interface MockSnapshot {
  readonly version: 1;
  /** Title and version of the document it belongs to. */
  readonly document: string;
  readonly ticks: number;
  readonly kinds: StoredKinds;
}

/** Made when it is used: an object of zod's looks whether it may evaluate text, unless that was switched off before. */
function snapshotSchema() {
  const key = z.array(z.string());
  const count = z.int().nonnegative();
  return z.strictObject({
    version: z.literal(1),
    document: z.string(),
    ticks: count,
    kinds: z.record(
      z.string(),
      z.strictObject({
        entities: z.array(z.strictObject({ key, data: z.json().optional(), version: count })),
        seeded: z.array(key),
        revisions: z.array(z.tuple([key, count])),
      }),
    ),
  });
}

/** @throws {ConfigError} saying what is wrong with it. */
export function checkSnapshot(value: unknown, document: string): MockSnapshot {
  const result = snapshotSchema().safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ConfigError(`Not a state of the mock server: ${issue!.path.join(".") || "the value"}: ${issue!.message}`);
  }
  if (result.data.document !== document)
    throw new ConfigError(`The state belongs to ${result.data.document}, and the document is ${document}.`);
  return result.data;
}
