/** `diffContracts` of documents whose paths begin differently, and whose operationIds changed with them. */
import { describe, expect, test } from "vitest";
import { changes, lines, marked, op, tagged } from "./contracts.js";

type Json = Record<string, unknown>;

const ending = (name: string): string => (name === "" ? "" : `_${name}`);
/** Two kinds of records below a prefix, with operationIds that follow the paths. */
const api = (prefix: string, id: string, protection: Json = marked): Json =>
  Object.fromEntries(
    ["jobs", "orders"].map((kind) => [
      `${prefix}/${kind}/{id}`,
      {
        get: op(`read${ending(kind)}${ending(id)}`, tagged),
        patch: op(`change${ending(kind)}${ending(id)}`, protection),
      },
    ]),
  );
const kinds = async (before: Json, after: Json): Promise<string[]> =>
  (await changes(before, after)).map(({ kind, after: now, before: old }) => `${kind} ${(now ?? old)!.method}`);

describe("a document with another prefix and other operationIds", () => {
  test.for([
    ["/api/v1", "/api/v2"],
    ["", "/api"],
    ["/api", ""],
    ["/v1/{tenant}", "/v2/{tenant}"],
  ] as const)("is followed from %j to %j: nothing was removed or added", async ([before, after]) => {
    expect(await kinds(api(before, "old"), api(after, "new"))).toEqual([
      "operation-moved GET",
      "operation-moved PATCH",
      "operation-moved GET",
      "operation-moved PATCH",
    ]);
  });

  test("has lost its protection where its markers went with the prefix", async () => {
    const found = lines(await changes(api("/api/v1", "old"), api("/api/v2", "new", {})));
    const lost = "conditional on the tag of Job, If-Match required -> not conditional";
    expect(found.filter((line) => line.startsWith("lost"))).toEqual([
      `lost protection-lost PATCH /api/v2/jobs/{id}: ${lost}`,
      `lost protection-lost PATCH /api/v2/orders/{id}: ${lost.replace("Job", "Order")}`,
    ]);
  });

  test("may have two prefixes that changed", async () => {
    const before = { ...api("/a", "1"), ...api("/b", "2") };
    const after = { ...api("/x", "3"), ...api("/y", "4") };
    const found = await kinds(before, after);
    // Namesakes have their prefix in their name, so that their resources have other names now, too.
    expect(new Set(found.map((line) => line.split(" ")[0]))).toEqual(new Set(["operation-moved", "resource-changed"]));
    expect(found.filter((line) => line.startsWith("operation-moved"))).toHaveLength(8);
  });

  test("of a single operation is followed as well", async () => {
    const one = (path: string, id: string): Json => ({ [path]: { patch: op(id, marked) } });
    expect(await kinds(one("/api/jobs/{id}", "a"), one("/v2/jobs/{id}", "b"))).toEqual(["operation-moved PATCH"]);
  });
});

test("a resource with another name is another resource", async () => {
  const jobs = { "/jobs/{id}": { get: op("a", tagged), patch: op("b", marked) } };
  const tasks = { "/tasks/{id}": { get: op("c", tagged), patch: op("d", marked) } };
  expect((await kinds(jobs, tasks)).toSorted()).toEqual([
    "operation-added GET",
    "operation-added PATCH",
    "operation-removed GET",
    "operation-removed PATCH",
  ]);
});

test("one move among many is not taken for a change of prefix", async () => {
  const jobs = {
    ...api("/x", "same"),
    "/a/jobs/{id}": { patch: op("a", marked) },
    "/q/{id}": { put: op("q", marked) },
  };
  const moved = { ...api("/x", "same"), "/b/jobs/{id}": { patch: op("b", marked) } };
  expect((await kinds(jobs, moved)).toSorted()).toEqual([
    "operation-added PATCH",
    "operation-removed PATCH",
    "operation-removed PUT",
  ]);
});
