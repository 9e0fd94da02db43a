/** Temporary folders with documents in them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export type Files = Readonly<Record<string, string | Uint8Array | object>>;

/** A folder with these files, gone when the test is; objects are written as JSON. */
export function workspace(files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ifmatch-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, files);
  return folder;
}

export function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      typeof content === "string" || content instanceof Uint8Array
        ? content
        : `${JSON.stringify(content, undefined, 2)}\n`,
    );
  }
}

/** Every file below a folder: relative path to text. */
export function snapshot(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

/** Every file and folder below a folder, sorted. */
export function listing(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).sort();
}

export function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

export const MARKER = "Concurrency is controlled in this endpoint (E-tag/If-Match)";

type Json = Record<string, unknown>;

const json = (schema: Json): Json => ({ "application/json": { schema } });
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** An operation that answers 200 with JSON of `schema`. */
export function operation(operationId: string, more: Json = {}, schema: Json = ref("Job")): Json {
  return { operationId, tags: ["jobs"], responses: { 200: { description: "ok", content: json(schema) } }, ...more };
}

export const body = (schema: Json = ref("Job")): Json => ({ requestBody: { required: true, content: json(schema) } });

export function document(paths: Json, more: Json = {}): Json {
  return {
    openapi: "3.0.3",
    info: { title: "Jobs", version: "1" },
    paths,
    components: {
      schemas: {
        Job: {
          type: "object",
          required: ["name"],
          properties: { id: { type: "string", readOnly: true }, name: { type: "string" } },
        },
      },
    },
    ...more,
  };
}

export const jobParameter = {
  parameters: [{ in: "path", name: "job_id", required: true, schema: { type: "string" } }],
};

/** A job that can be listed, created, read, changed under its tag, and deleted; and health, which is nobody's. */
export function jobsApi(more: Json = {}): Json {
  return document(
    {
      "/jobs/": {
        get: operation("job_list", {}, { type: "array", items: ref("Job") }),
        post: operation("job_create", body()),
      },
      "/jobs/{job_id}/": {
        ...jobParameter,
        get: operation("job_retrieve"),
        patch: operation("job_partial_update", { ...body(), description: MARKER }),
        delete: { operationId: "job_destroy", tags: ["jobs"], responses: { 204: { description: "gone" } } },
      },
      "/health": { get: operation("health", { tags: ["system"] }, { type: "object" }) },
    },
    more,
  );
}
