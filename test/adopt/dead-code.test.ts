/** `adopt --fix` removes only what provably nobody uses. */
import { expect, test } from "vitest";
import { fixed } from "./snippets.js";

const JOB = "const JOB = /\\/job\\/jobs\\/([^/]+)/;\n";
const USE = "export const other = 1;\n";

test.each<[name: string, before: string, after: string]>([
  ["a pattern that nobody uses", `${JOB}\n${USE}`, USE],
  [
    "functions that only use each other's leavings",
    `${JOB}function id(url: string) {\n  return JOB.exec(url);\n}\n${USE}`,
    USE,
  ],
  [
    "a map that is written to and never read, with its writes",
    `const etags = new Map<string, string>();\n${USE}export function got(id: string, r: Response, tag?: string) {\n  if (tag) etags.set(id, tag);\n  etags.delete(id);\n  etags.set(id, r.headers.get("etag")!);\n  return id;\n}\n`,
    `${USE}export function got(id: string, r: Response, tag?: string) {\n  return id;\n}\n`,
  ],
  [
    "an object of tags, and one that Vue watches",
    `import { reactive } from "vue";\nconst etags: Record<string, string> = {};\nconst jobETags = reactive({} as Record<string, string>);\n${USE}export function got(id: string, tag: string) {\n  etags[id] = tag;\n  jobETags[id] = tag;\n  delete etags[id];\n}\n`,
    `import { reactive } from "vue";\n${USE}export function got(id: string, tag: string) {\n}\n`,
  ],
  [
    "with the comments right above, but not that of the file",
    `/* Licence */\n\n// Of the file.\n\n// Which job\n/** a URL is about. */\n${JOB}\n${USE}`,
    `/* Licence */\n\n// Of the file.\n\n${USE}`,
  ],
])("%s", (_, before, after) => {
  expect(fixed("a.ts", before)).toBe(after);
});

test.each<[name: string, code: string]>([
  ["what is exported", `export ${JOB}`],
  ["what is exported further down", `${JOB}export { JOB };\n`],
  ["what is read", `${JOB}export const is = (url: string) => JOB.test(url);\n`],
  ["a map that is read", `const etags = new Map();\netags.set(1, 2);\nexport const size = () => etags.size;\n`],
  ["a map that is passed on", `const etags = new Map();\nexport const all = () => show(etags);\n`],
  [
    "a map whose write does more",
    `const etags = new Map();\nexport const got = (id: string) => {\n  etags.set(id, next());\n};\n`,
  ],
  ["a write whose result is used", `const etags = new Map();\nexport const got = (id: string) => etags.delete(id);\n`],
  [
    "a write behind a condition that does more",
    `const etags = new Map();\nexport const got = (id: string) => {\n  if (isNew(id)) etags.set(id, 1);\n};\n`,
  ],
  [
    "a write with an alternative",
    `const etags = new Map();\nexport const got = (id: string, a?: string) => {\n  if (a) etags.set(id, a);\n  else show(id);\n};\n`,
  ],
  ["a name that means something else elsewhere", `${JOB}export const is = (JOB: number) => JOB + 1;\n`],
  ["what a map of somebody else's class may do", `import { Map } from "./map.js";\nconst etags = new Map();\n${USE}`],
  [
    "what a function of that name may do",
    `const reactive = (x: object) => show(x);\nconst etags = reactive({});\n${USE}`,
  ],
  ["what shares its line", `${JOB.trim()} ${USE}`],
  ["names of a script, which others may use", JOB],
  ["what has nothing to do with preconditions", `const PAGE = /^\\/pages\\/(\\d+)$/;\nfunction page() {}\n${USE}`],
  ["If-Match: *, used or not", `function send(h: Headers) {\n  h.set("If-Match", "*");\n}\n${USE}`],
])("never touches %s", (_, code) => {
  expect(fixed("a.ts", code)).toBe(code);
});

test("in a Vue component, what the template names is used", () => {
  const component = (template: string): string =>
    `<template>\n  <p>${template}</p>\n</template>\n\n<script setup lang="ts">\nconst a = 1;\n${JOB}</script>\n`;
  expect(fixed("Tab.vue", component("{{ JOB }}"))).toBe(component("{{ JOB }}"));
  expect(fixed("Tab.vue", component("{{ a }}"))).toBe(component("{{ a }}").replace(JOB, ""));
});

test.each([
  "<template>\n  <p v-job-tags />\n</template>\n",
  "<template>\n  <p :a='b-vJobTags' />\n</template>\n",
  '<template src="./other.html"></template>\n',
])("in a Vue component, a name that the template may mean stays: %j", (template) => {
  const text = `${template}<script setup>\nconst vJobTags = /\\/jobs\\/\\d+/;\n</script>\n`;
  expect(fixed("Tab.vue", text)).toBe(text);
});

test("in a Vue component with other characters in its template, too", () => {
  const text = `<template>\n  <p>\u{1f600} caf\u00e9 $JOB</p>\n</template>\n<script setup>\n${JOB}const b = 1;\n</script>\n`;
  expect(fixed("Tab.vue", text)).toBe(text.replace(JOB, ""));
});

test("line ends stay as they are", () => {
  const text = `${JOB}\n${USE}`.replaceAll("\n", "\r\n");
  expect(fixed("a.ts", text)).toBe(USE.replaceAll("\n", "\r\n"));
});
