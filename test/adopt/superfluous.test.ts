/** Which lines go with what was found. */
import { expect, test } from "vitest";
import { ModuleGraph } from "../../generator/adopt/module-graph.js";
import { detect } from "../../generator/adopt/scan.js";
import { superfluousLines } from "../../generator/adopt/superfluous.js";
import { sampleApi, sourcesOf } from "./snippets.js";

/** The lines that stay, of each file. */
function kept(files: Readonly<Record<string, string>>): Record<string, string> {
  const sources = sourcesOf(files);
  const lines = superfluousLines(detect(sources, sampleApi), new ModuleGraph(sources));
  return Object.fromEntries(
    sources.map((source) => {
      const rest = source.code.split("\n").filter((text, at) => text.trim() !== "" && !lines.get(source)!.has(at));
      return [source.path.slice(6), rest.join("\n")];
    }),
  );
}

test("a store goes with the functions that only serve it, with what they log, and with those who call them", () => {
  const files = {
    "tags.ts": `import { ref } from "vue";
const etagByJob = ref(new Map<string, string>());
export function useTags() {
  const get = (id: string) => {
    return etagByJob.value.get(id);
  };
  const forget = (id: string): void => {
    const had = etagByJob.value.has(id);
    etagByJob.value.delete(id);
    if (had) {
      console.log("forgotten", id);
    }
  };
  return { get, forget };
}`,
    "http.ts": `import { useTags } from "./tags.js";
const { get } = useTags();
export function send(headers: Headers, id: string, url: string): void {
  const tag = get(id);
  if (tag) {
    headers.set("If-Match", tag);
    debugLog("sent", tag);
  }
  headers.set("Accept", url);
}`,
  };
  expect(kept(files)).toEqual({
    "tags.ts": 'import { ref } from "vue";',
    "http.ts": `export function send(headers: Headers, id: string, url: string): void {
  headers.set("Accept", url);
}`,
  });
});

test.each([
  [
    "a call, which is rewritten",
    "export async function save(id: string) {\n  await axios.patch(`/job/jobs/${id}/`, {});\n}",
  ],
  [
    "a condition, which is rewritten",
    "export function f(status: number) {\n  if (status === 412) {\n    reload();\n  }\n}",
  ],
  ["what shares its lines", 'export const f = (h: Headers, t: string) => [h.set("If-Match", t), h.set("Accept", t)];'],
  [
    "a callback beside one that goes",
    'on(\n  () => {\n    headers["If-Match"] = tag;\n  },\n  () => {\n    other();\n  },\n);',
  ],
])("what stays: %s", (_, code) => {
  expect(kept({ "a.ts": code })["a.ts"]!.split("\n").length).toBeGreaterThanOrEqual(code.split("\n").length - 1);
});
