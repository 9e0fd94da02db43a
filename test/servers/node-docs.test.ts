/** The code of docs/node.md, as it stands there, held to its promises by `ifmatch verify`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "../corpus/corpus.js";
import { modelOf } from "../model/model-of.js";
import { check, failing } from "../verify/verifying.js";
import { notesDocument } from "./foreign/notes.js";
import { serve } from "./foreign/servers.js";

const page = readFileSync(join(repository, "docs/node.md"), "utf8");
const blocks = [...page.matchAll(/```js\n(\/\/ (\S+)\n[\s\S]*?)```/g)].map(([, code, name]) => [name!, code!] as const);

/** Writes the page's files to a folder below the repository, whose packages they import, and loads one. */
async function load(name: string): Promise<unknown> {
  mkdirSync(join(repository, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(repository, ".tmp/node-docs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [file, code] of blocks) writeFileSync(join(folder, file), code);
  return ((await import(/* @vite-ignore */ join(folder, name))) as { default: unknown }).default;
}

const listeners: Record<string, (app: unknown) => RequestListener | Promise<RequestListener>> = {
  "express.js": (app) => app as RequestListener,
  "fastify.js": async (app) => {
    const instance = app as { ready(): Promise<void>; routing: RequestListener };
    await instance.ready();
    return (request, response) => instance.routing(request, response);
  },
  "hono.js": (app) => {
    const { fetch: handle } = app as { fetch(request: Request): Promise<Response> };
    return getRequestListener((request) => handle(request));
  },
};

test.for(Object.keys(listeners))("A10-A12, B13, C6-C8: %s keeps every promise", async (name) => {
  const url = await serve(await listeners[name]!(await load(name)));
  const report = await check(await modelOf(notesDocument), {
    url,
    fixtures: [{ parameter: "note_id", value: "1" }],
    write: true,
    origin: "https://app.example.com",
  });
  expect(failing(report)).toEqual([]);
  expect(report.leftovers).toEqual([]);
  const passed = report.results.filter(({ verdict }) => verdict.outcome === "passed");
  expect(passed.map(({ probe }) => probe.id)).toEqual(
    expect.arrayContaining(["stale-tag", "precondition-required", "parallel-writers", "cors-expose", "unquoted-tag"]),
  );
});
