import { Hono } from "hono";
import * as z from "zod";
import { ConfigError } from "../diagnostics.js";
import { faultNames } from "./faults.js";
import type { Mock } from "./options.js";

/** Where the server is scripted over HTTP; no document has a path there. */
export const CONTROL_PATH = "/__mock";

const names = z.union([z.enum(faultNames).transform((name) => [name]), z.array(z.enum(faultNames))]).default([]);
const faults = z.strictObject({ next: names, on: names, off: names, clear: z.boolean().default(false) });
const value = z.union([z.string(), z.number()]);
const edit = z.strictObject({
  resource: z.string(),
  key: z.union([value, z.array(value)]),
  change: z.record(z.string(), z.json()).optional(),
});

/** Routes that set faults, edit as somebody else, and reset; for tests that drive a server on a port. */
export function controlRoutes(mock: Mock): Hono {
  const app = new Hono().basePath(CONTROL_PATH);
  app.get("/", (c) => c.json({ ...mock.summary, faults: mock.faults.active, resources: mock.resources() }));
  app.post("/faults", async (c) => {
    const asked = parse(faults, await c.req.text());
    if (asked.clear) mock.faults.clear();
    mock.faults.off(...asked.off);
    mock.faults.on(...asked.on);
    mock.faults.next(...asked.next);
    return c.json(mock.faults.active);
  });
  app.post("/edit", async (c) => {
    const { resource, key, change } = parse(edit, await c.req.text());
    return c.json(mock.edit(resource, key, change));
  });
  app.post("/reset", (c) => {
    mock.reset();
    return c.body(null, 204);
  });
  app.get("/state", (c) => c.json(mock.snapshot()));
  app.put("/state", async (c) => {
    mock.restore(parse(z.json(), await c.req.text()));
    return c.body(null, 204);
  });
  app.onError((error, c) => {
    if (error instanceof ConfigError) return c.json({ error: error.message }, 400);
    throw error;
  });
  return app;
}

function parse<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  let given: unknown;
  try {
    given = JSON.parse(text === "" ? "{}" : text);
  } catch {
    throw new ConfigError("The body is not JSON.");
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`));
}
