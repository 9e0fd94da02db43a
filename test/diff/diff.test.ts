/** `diffContracts`: what a change of the document is in the contract. */
import { describe, expect, test } from "vitest";
import { plain } from "../../generator/diff/phrase.js";
import { changes, ifMatch, job, lines, marked, ok, op, tagged } from "./contracts.js";

const conditional = "conditional on the tag of Job, If-Match required";
const PATCH = "PATCH /jobs/{job_id}/";
const GET = "GET /jobs/{job_id}/";

describe("K5 classification", () => {
  test.for([
    ["nothing", job(marked), job(marked), []],
    [
      "the marker goes: lost, and the GET yields a tag to nobody",
      job(marked),
      job({}),
      [
        `lost protection-lost ${PATCH}: ${conditional} -> not conditional`,
        `breaking retrieval-lost ${GET}: a retrieval of Job -> without a tag`,
      ],
    ],
    [
      "the marker comes",
      job({}),
      job(marked),
      [
        `breaking protection-gained ${PATCH}: not conditional -> ${conditional}`,
        `info retrieval-gained ${GET}: without a tag -> a retrieval of Job`,
      ],
    ],
    [
      "If-Match becomes optional",
      job(ifMatch(true)),
      job(ifMatch(false)),
      [`lost protection-weakened ${PATCH}: If-Match required -> If-Match optional`],
    ],
    [
      "If-Match becomes required",
      job(ifMatch(false)),
      job(ifMatch(true)),
      [`breaking protection-strengthened ${PATCH}: If-Match optional -> If-Match required`],
    ],
    [
      "an optional If-Match comes: nobody has to send it",
      job({}, undefined, tagged),
      job(ifMatch(false), undefined, tagged),
      [`info protection-gained ${PATCH}: not conditional -> conditional on the tag of Job, If-Match optional`],
    ],
    [
      "x-concurrency takes it out on purpose",
      job(marked, undefined, tagged),
      job({ ...marked, "x-concurrency": "none" }, undefined, tagged),
      [`lost protection-lost ${PATCH}: ${conditional} -> not conditional`],
    ],
    [
      "the operation goes: removed, not lost",
      { "/jobs/{job_id}/": { get: op("job_read", tagged), patch: op("job_update", marked) } },
      { "/jobs/{job_id}/": { get: op("job_read", tagged) } },
      [`breaking operation-removed ${PATCH}: ${conditional} -> not in the document`],
    ],
    [
      "a conditional operation comes",
      { "/jobs/{job_id}/": { get: op("job_read", tagged) } },
      { "/jobs/{job_id}/": { get: op("job_read", tagged), patch: op("job_update", marked) } },
      [`info operation-added ${PATCH}: not in the document -> ${conditional}`],
    ],
    [
      "an operation without a precondition comes and goes unsaid",
      { ...job(marked), "/health": { get: op("health") } },
      { ...job(marked), "/ping": { post: op("ping") } },
      [],
    ],
    [
      "parameter names and the trailing slash do not count",
      job(marked, "/jobs/{job_id}/"),
      job(marked, "/jobs/{id}"),
      [],
    ],
    [
      "the path changes: moved by operationId, not removed and added",
      job(marked),
      job(marked, "/v2/jobs/{job_id}/"),
      [
        `breaking operation-moved GET /v2/jobs/{job_id}/: ${GET} -> GET /v2/jobs/{job_id}/`,
        `breaking operation-moved PATCH /v2/jobs/{job_id}/: ${PATCH} -> PATCH /v2/jobs/{job_id}/`,
      ],
    ],
    [
      "moved, and lost on the way",
      { "/jobs/{job_id}/": { get: op("job_read", tagged), patch: op("job_update", marked) } },
      { "/jobs/{job_id}/": { get: op("job_read", tagged), put: op("job_update") } },
      [
        `lost protection-lost PUT /jobs/{job_id}/: ${conditional} -> not conditional`,
        `breaking operation-moved PUT /jobs/{job_id}/: ${PATCH} -> PUT /jobs/{job_id}/`,
      ],
    ],
    [
      "the GET goes: the tag that is demanded comes from nowhere",
      job(marked),
      { "/jobs/{job_id}/": { patch: op("job_update", marked) } },
      [
        `breaking reader-lost ${PATCH}: ${GET} -> nothing`,
        `breaking operation-removed ${GET}: a retrieval of Job -> not in the document`,
      ],
    ],
    [
      "the GET comes",
      { "/jobs/{job_id}/": { patch: op("job_update", marked) } },
      job(marked),
      [
        `info operation-added ${GET}: not in the document -> a retrieval of Job`,
        `info reader-gained ${PATCH}: nothing -> ${GET}`,
      ],
    ],
    [
      "the tag comes from another GET: another resource, and another key",
      {
        "/jobs/{job_id}/": { get: op("job_read", tagged) },
        "/jobs/{job_id}/notes/{note_id}/": { put: op("note_update", marked) },
      },
      {
        "/jobs/{job_id}/": { get: op("job_read", tagged) },
        "/jobs/{job_id}/notes/{note_id}/": { get: op("note_read"), put: op("note_update", marked) },
      },
      [
        "breaking reader-changed PUT /jobs/{job_id}/notes/{note_id}/: GET /jobs/{job_id}/ -> GET /jobs/{job_id}/notes/{note_id}/",
        "breaking resource-changed PUT /jobs/{job_id}/notes/{note_id}/: Job -> Note",
        "breaking key-changed PUT /jobs/{job_id}/notes/{note_id}/: path.job_id -> path.job_id, path.note_id",
        "info operation-added GET /jobs/{job_id}/notes/{note_id}/: not in the document -> a retrieval of Note",
      ],
    ],
    [
      "a POST that was conditional creates",
      {
        "/jobs/": {
          get: op("job_list", { responses: listing() }),
          post: op("job_create", { ...marked, ...ifMatch(true) }),
        },
      },
      { "/jobs/": { get: op("job_list", { responses: listing() }), post: op("job_create", marked) } },
      [
        "lost protection-lost POST /jobs/: conditional on the tag of Jobs, If-Match required -> a creation of Job",
        "breaking retrieval-lost GET /jobs/: a retrieval of Jobs -> without a tag",
      ],
    ],
    [
      "a creation is no longer said to be one, and is again",
      { "/jobs/": { post: op("job_create", marked) }, "/notes/": { post: op("note_create") } },
      { "/jobs/": { post: op("job_create") }, "/notes/": { post: op("note_create", marked) } },
      [
        "info creation-lost POST /jobs/: a creation of Job -> no creation",
        "info creation-gained POST /notes/: no creation -> a creation of Note",
      ],
    ],
    [
      "the marker goes, the parameter stays",
      job({ ...marked, ...ifMatch(true) }),
      job(ifMatch(true)),
      [
        `info evidence-changed ${PATCH}: the If-Match parameter and the marker in the description -> the If-Match parameter`,
      ],
    ],
    [
      "428 instead of the marker",
      job({ summary: marked.description }),
      job({ responses: { ...ok, 428: { description: "If-Match, please" } } }),
      [`info evidence-changed ${PATCH}: the marker in the summary -> the 428 answer`],
    ],
    [
      "of a resource for caching only, another name breaks nobody",
      { "/jobs/{id}/": { get: op("job_read", tagged) } },
      {
        "/jobs/{id}/": { get: op("job_read", { ...tagged, "x-concurrency": { resource: "/other/{id}/" } }) },
        "/other/{id}/": { get: op("other_read", tagged) },
      },
      [
        "info resource-changed GET /jobs/{id}/: Job -> Other",
        "info operation-added GET /other/{id}/: not in the document -> a retrieval of Other",
      ],
    ],
  ] as const)("%s", async ([, before, after, expected]) => {
    expect(lines(await changes(before, after)).toSorted()).toEqual(expected.toSorted());
  });

  test("gravest first, then in the order of the new document", async () => {
    const before = {
      ...job(marked),
      "/notes/{id}/": { get: op("note_read", tagged), put: op("note_update", ifMatch(true)) },
    };
    const after = { "/notes/{id}/": { get: op("note_read"), put: op("note_update", ifMatch(false)) }, ...job({}) };
    expect((await changes(before, after)).map(({ kind, after: now }) => `${kind} ${now?.id}`)).toEqual([
      "protection-weakened note_update",
      "protection-lost job_update",
      "retrieval-lost job_read",
      "evidence-changed note_read",
    ]);
  });
});

/** An answer with a list. */
function listing() {
  return {
    200: {
      description: "ok",
      content: { "application/json": { schema: { type: "array", items: { type: "object" } } } },
    },
  };
}

describe("what is said", () => {
  test("the evidence that is gone, and what to put back", async () => {
    const [lost] = await changes(job({ ...marked, ...ifMatch(true) }, undefined, tagged), job({}, undefined, tagged));
    expect(lost!.gone).toEqual([
      { signal: "if-match-parameter", at: "#/paths/~1jobs~1{job_id}~1/patch/parameters/0" },
      { signal: "marker", at: "#/paths/~1jobs~1{job_id}~1/patch/description" },
    ]);
    expect(plain(lost!.help)).toContain("put back the If-Match parameter and the marker in the description;");
  });

  test("the word that took it out", async () => {
    const none = { ...marked, "x-concurrency": "none" };
    const [lost] = await changes(job(marked, undefined, tagged), job(none, undefined, tagged));
    expect(lost!.gone).toEqual([]);
    expect(lost!.found).toEqual([{ signal: "x-concurrency", at: "#/paths/~1jobs~1{job_id}~1/patch/x-concurrency" }]);
    expect(plain(lost!.help)).toMatch(/^x-concurrency says so\./);
  });

  test("that a removed operation has not lost its protection", async () => {
    const [removed] = await changes(job(marked, undefined, tagged), {
      "/jobs/{job_id}/": { get: op("job_read", tagged) },
    });
    expect(removed!.kind).toBe("operation-removed");
    expect(plain(removed!.message)).toContain("That is not a lost protection");
  });
});
