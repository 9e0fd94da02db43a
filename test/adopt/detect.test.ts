/** What counts as concurrency code that was written by hand, and what only looks like it. */
import { describe, expect, test } from "vitest";
import { foundIn, kindsIn } from "./snippets.js";

const found: Readonly<Record<string, readonly string[]>> = {
  call: [
    "axios.patch(`/api/job/jobs/${id}/`, body);",
    "http.delete('/job/jobs/' + id + '/');",
    "this.$axios.put(`${BASE}/job/jobs/${id}/`, body);",
    "const JOBS = '/api/job/jobs/'; fetch(`${JOBS}${id}/accept-quote/`, { method: 'POST' });",
    "fetch(`https://field.example.com/api/people/${id}/`, { method: 'put', body });",
    "axios({ method: 'delete', url: `/api/projects/${id}/` });",
    "axios.request({ method: 'PATCH', url: `/projects/${id}/`, data });",
    "ky(`people/${id}/`, { method: 'patch', json });",
    "client.PATCH('/api/people/{id}/', { params: { path: { id } }, body });",
    "$.ajax({ type: 'PATCH', url: `/api/people/${id}/`, data });",
    "api.patch('/api/people/:id/', body, { params: { id } });",
    "const query = (id: string) => ({ url: `/people/${id}/`, method: 'PATCH' });",
    "function query(id: string) { return { url: `/people/${id}/`, method: 'DELETE' }; }",
    "new Request(`/api/people/${id}/`, { method: 'DELETE' });",
    "request.open('PATCH', `/api/people/${id}/`);",
    "api.job_jobs_partial_update(body, { params: { job_id } });",
    "import { jobJobsPartialUpdate } from './client/sdk.gen'; jobJobsPartialUpdate({ path: { job_id }, body });",
    "fetch(`/api/job/jobs/${id}/`);",
    "http.get<Job>(`/job/jobs/${id}/header/`);",
    "http.post('/purchasing/delivery-receipts/', receipt);",
  ],
  header: [
    "send({ headers: { 'If-Match': tag } });",
    "headers['if-match'] = tag;",
    "const NAME = 'If-Match'; config.headers[NAME] = tag;",
    "headers.set('If-Match', tag);",
    "request.setRequestHeader('If-Match', tag);",
  ],
  unconditional: ["send({ headers: { 'If-Match': '*' } });", "headers.set('If-Match', tag ?? '*');"],
  "status-check": [
    "if (error.response?.status === 412) reload();",
    "if (428 === response.status) reload();",
    "switch (response.status) { case 412: reload(); }",
    "[409, 412].includes(error.status) && reload();",
    "error.statusCode !== '412';",
  ],
  "message-check": [
    "/updated\\s+by\\s+another\\s+user/i.test(text);",
    "error.message.includes('412');",
    "detail.match(/ETag/i);",
    "const STALE = /if-match/i; STALE.test(error.message);",
    "new RegExp('precondition failed', 'i').test(anything);",
    "reason.toLowerCase().includes('has been modified since');",
  ],
};

describe.each(Object.entries(found))("%s", (kind, snippets) => {
  test.each(snippets)("%s", (code) => {
    expect(kindsIn(code)).toEqual([kind]);
  });
});

const linked: Readonly<Record<string, readonly string[]>> = {
  "tag-map": [
    "const etags = new Map<string, string>();",
    "const lastEtag = ref('');",
    "export const store = { etags: {} };",
    "sessionStorage.setItem(`etag:${id}`, value);",
    "const seen = {}; function keep(id, etag) { seen[id] = etag; }",
    "const versions = reactive(new Map()); versions.set(id, response.etag);",
  ],
  "tag-read": ["const tag = response.headers.get('ETag');", "keep(response.headers['x-resource-version']);"],
  "url-pattern": [
    "const JOB = /\\/job\\/jobs\\/([^/]+)/;",
    "url.match(/\\/(purchase-orders|people)\\/\\d+\\/$/);",
    "if (config.url.startsWith('/api/job/jobs/')) keep();",
    "if (url.endsWith('/delivery-receipts/')) keep();",
  ],
  "key-from-body": ["const id = (config) => JSON.parse(config.data).purchase_order_id;"],
  "status-check": [
    "if (status === 409) throw new Error('updated by another user');",
    "if (status === 409) return lost(etag);",
  ],
  header: ["headers.set('If-None-Match', tag);"],
};

describe.each(Object.entries(linked))("%s, near a precondition only", (kind, snippets) => {
  test.each(snippets)("%s", (code) => {
    expect(kindsIn(code, true)).toEqual([kind]);
    expect(kindsIn(code)).toEqual([]);
  });
});

test.each([
  // Other operations, and what is no request.
  "axios.post(`/api/job/jobs/${id}/files/`, form);",
  "axios.get('/api/job/jobs/');",
  "axios.post('/api/clients/', body);",
  "fetch(`/other/${id}/`, { method: 'PATCH' });",
  "fetch(`/api/job/jobs/${id}/`, options);",
  "axios.delete(url);",
  "axios.delete(`/${resource}/${id}/`);",
  "cache.delete(`/api/job/jobs/${id}/`);",
  "const pages = new Map(); pages.delete(`/api/job/jobs/${id}/`);",
  "http.patch('/api/job/jobs/:id/', () => new Response());",
  "router.patch('/api/job/jobs/:id/', update);",
  "const link = (id: string) => ({ url: `/people/${id}/`, text: 'PATCH' });",
  "const row = { url: `/people/${id}/`, method: 'PATCH' };",
  "update(body, { params });",
  // The generated client itself.
  "import { jobJobsPartialUpdate } from './api/index.js'; jobJobsPartialUpdate(client, { path, body, ifMatch });",
  "api.jobJobsPartialUpdate(client, request);",
  // Clients that keep the contract.
  "ky.patch(`/api/job/jobs/${id}/`, { json, headers: ifMatch(read) });",
  "fetch(`/api/job/jobs/${id}/`, { method: 'PATCH', headers: { accept: type, ...ifMatch(read) } });",
  // Headers of others.
  "fetch(`https://${bucket}.s3.example.com/${name}`, { method: 'PUT', headers: { 'If-Match': tag } });",
  "const allowed = ['ETag', 'If-Match']; allowed.includes('If-Match');",
  "response.setHeader('ETag', tag);",
  "interface Headers { 'If-Match': string }",
  // Statuses and messages of business.
  "if (error.response?.status === 409) return 'exists';",
  "if (width === 412) phone();",
  "error.message.includes('conflict');",
  "title.includes('stale bread');",
  // Addresses of the application.
  "const PAGE = /^\\/jobs\\/([^/]+)$/; PAGE.exec(path);",
  "path.startsWith('/people/');",
  "const order = JSON.parse(text).purchase_order_id;",
])("nothing in: %s", (code) => {
  expect(kindsIn(code)).toEqual([]);
});

test("an upload in parts keeps its own ETags, also beside preconditions", () => {
  const code =
    "const etags = new Map<number, string>(); const part = { ETag: response.headers.get('ETag'), PartNumber: 1 };";
  expect(kindsIn(code, true)).toEqual([]);
});

test("near is the file, what it imports, and what imports it; by a path or an alias", () => {
  const map = "const etags = new Map<string, string>(); export const tagOf = (id: string) => etags.get(id);";
  const sender = (from: string): string =>
    `import { tagOf } from "${from}"; export const send = (h: Headers, id: string) => h.set("If-Match", tagOf(id)!);`;
  const header = "api/http.ts:1 header";
  expect(foundIn({ "tags.ts": map, "api/http.ts": sender("../tags.js") })).toEqual(["tags.ts:1 tag-map", header]);
  expect(foundIn({ "src/tags/index.ts": map, "api/http.ts": sender("@/tags") })).toContain(
    "src/tags/index.ts:1 tag-map",
  );
  expect(foundIn({ "tags.ts": map, "api/http.ts": sender("elsewhere") })).toEqual([header]);
});

test("a map of the tags of a resource needs nothing near it: it may be handed over when the application starts", () => {
  for (const name of ["jobETags", "etagByJob", "poEtags", "purchaseOrderETags"])
    expect(kindsIn(`const ${name} = ref(new Map<string, string>());`)).toEqual(["tag-map"]);
  for (const name of ["etags", "jobs", "jobTagsOfTheDay"]) expect(kindsIn(`const ${name} = new Map();`)).toEqual([]);
  expect(kindsIn("let jobEtagManager: Manager | null = null;")).toEqual(["tag-map"]);
});

test("lists of patterns are found one by one", () => {
  const code = String.raw`const mutations = [/\/job\/jobs\/[^/]+\/?$/, /\/jobs\/[^/]+\/events/, /\/delivery-receipts\/?$/, /\/clients\//];`;
  expect(kindsIn(code, true)).toEqual(["url-pattern", "url-pattern", "url-pattern"]);
});

test("a Vue component is read at its true lines, with both of its scripts", () => {
  const component = [
    "<template>",
    "  <p>{{ error.message.includes('412') }}</p>",
    "</template>",
    "<script lang='ts'>",
    "export const isConflict = (status: number) => status === 412;",
    "</script>",
    "<script setup lang='ts'>",
    "const gone = (error: Error) => error.message.includes('412');",
    "</script>",
  ].join("\r\n");
  expect(foundIn({ "Tab.vue": component })).toEqual(["Tab.vue:5 status-check", "Tab.vue:8 message-check"]);
});
