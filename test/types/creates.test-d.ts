/** A 201 that creates something carries the tag of that, and no other. */
import type { EntityTag, StateChangeResult } from "ifmatch/runtime";
import { expectTypeOf, test } from "vitest";

type Added = StateChangeResult<{ 200: string; 201: number }, "Order", string, "Item">;
type Success<Status> = Extract<Added, { kind: "ok"; status: Status }>;

test("the 201 has the tag of the new resource, the 200 that of the changed one", () => {
  expectTypeOf<Success<201>["etag"]>().toEqualTypeOf<EntityTag<"Item"> | null>();
  expectTypeOf<Success<200>["etag"]>().toEqualTypeOf<EntityTag<"Order"> | null>();
  // @ts-expect-error: the tag of the item is not the order's
  const wrong: EntityTag<"Order"> | null = {} as Success<201>["etag"];
  void wrong;
});
