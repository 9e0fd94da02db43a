import {
  type Conflict,
  merge3,
  type Merged,
  mergePatch,
  type MergePatch,
  patchBody,
  type Path,
  type PathPattern,
} from "ifmatch/runtime";
import { diffText, mergeText } from "ifmatch/runtime/text";
import { describe, expectTypeOf, test } from "vitest";
import { createClient, type Job, jobJobsPartialUpdate } from "../../generated/index.js";

declare const read: Job;
declare const edited: Job;
declare const fresh: Job;

describe("the options name places that exist", () => {
  test("fields, nested fields, fields of items", () => {
    const merged = merge3(read, edited, fresh, {
      readOnly: ["updated_at", "lines/*/id", "contact"],
      keys: { lines: "id", labels: null },
      textFields: ["notes", "lines/*/desc"],
      text: mergeText,
    });
    expectTypeOf(merged).toEqualTypeOf<Merged<Job>>();
    expectTypeOf(merged.value).toEqualTypeOf<Job>();
  });
  test("a field that does not exist", () => {
    // @ts-expect-error -- Job has no such field
    void merge3(read, edited, fresh, { readOnly: ["updatedAt"] });
  });
  test("a field that a line does not have", () => {
    // @ts-expect-error -- JobLine has no such field
    void merge3(read, edited, fresh, { textFields: ["lines/*/description"] });
  });
  test("a field of a line without its place in the array", () => {
    // @ts-expect-error -- `lines/*/id` is meant
    void merge3(read, edited, fresh, { readOnly: ["lines/id"] });
  });
  test("a field below a text", () => {
    // @ts-expect-error -- a name has no fields
    void patchBody(read, edited, { readOnly: ["name/first"] });
  });
  test("another document", () => {
    // @ts-expect-error -- what the server has is a Job
    void merge3(read, edited, { name: "a" });
  });
});

describe("paths are typed by the document", () => {
  interface Order {
    number: string;
    lines: { qty: number; product: { sku: string; tags: string[] } }[];
    buyer?: { name: string } | null;
    meta: unknown;
    "a/b": number;
    placed: Date;
  }
  test("as names and indices", () => {
    expectTypeOf<readonly ["lines", number, "qty"]>().toExtend<Path<Order>>();
    expectTypeOf<readonly ["buyer", "name"]>().toExtend<Path<Order>>();
    expectTypeOf<readonly ["lines", 0, "product", "tags", 1]>().toExtend<Path<Order>>();
    expectTypeOf<readonly ["meta", "anything", 1]>().toExtend<Path<Order>>();
    expectTypeOf<readonly []>().toExtend<Path<Order>>();
    expectTypeOf<readonly ["lines", "qty"]>().not.toExtend<Path<Order>>();
    expectTypeOf<readonly ["placed", "getTime"]>().not.toExtend<Path<Order>>();
    expectTypeOf<Path<Order>>().toExtend<readonly (string | number)[]>();
  });
  test("as patterns", () => {
    expectTypeOf<"lines/*/qty" | "buyer/name" | "lines/*/product/sku" | "meta/x" | "a~1b">().toExtend<
      PathPattern<Order>
    >();
    expectTypeOf<"a/b">().not.toExtend<PathPattern<Order>>();
    expectTypeOf<"">().not.toExtend<PathPattern<Order>>();
    expectTypeOf<"" | "*/qty">().toExtend<PathPattern<Order["lines"]>>();
  });
  test("a conflict narrows by its path", () => {
    const [conflict] = merge3<Order>({} as Order, {} as Order, {} as Order).conflicts;
    if (conflict?.path[0] === "lines") expectTypeOf(conflict.path[1]).toEqualTypeOf<number | undefined>();
    // @ts-expect-error -- no path of an Order begins so
    if (conflict?.path[0] === "lnes") throw new Error();
    expectTypeOf<Conflict<Order>>().toExtend<Conflict<unknown>>();
  });
  test("models that contain themselves and each other end", () => {
    interface Category {
      name: string;
      parent: Category | null;
      children: Category[];
      jobs: Job[];
    }
    expectTypeOf<readonly ["parent", "children", 1, "jobs", 2, "name"]>().toExtend<Path<Category>>();
    expectTypeOf<"parent/parent/children/*/name">().toExtend<PathPattern<Category>>();
    type Nested = (Nested | { a: number })[];
    expectTypeOf<"*/*/*/a" | "*/a">().toExtend<PathPattern<Nested>>();
    type Tree = { readonly [name: string]: Tree } | string;
    expectTypeOf<readonly ["a", "b", "c", "d"]>().toExtend<Path<Tree>>();
  });
});

describe("what comes of a merge", () => {
  test("is the body of a PATCH of the same resource", () => {
    const body = patchBody(fresh, edited, { readOnly: ["id", "lines/*/id"] });
    void jobJobsPartialUpdate(createClient(), { path: { job_id: "1" }, body, ifMatch: {} as never });
  });
  test("or a merge patch: every field may be removed", () => {
    expectTypeOf(mergePatch({ a: 1, b: { c: "" } }, { a: 2, b: { c: "" } })).toEqualTypeOf<
      MergePatch<{ a: number; b: { c: string } }>
    >();
    expectTypeOf<{ b: { c: null } }>().toExtend<MergePatch<{ a: number; b: { c: string } }>>();
    expectTypeOf<{ b: { c: number } }>().not.toExtend<MergePatch<{ a: number; b: { c: string } }>>();
  });
  test("or a diff to show", () => {
    expectTypeOf(diffText("", "")[0]!.kind).toEqualTypeOf<"same" | "added" | "removed">();
  });
});
