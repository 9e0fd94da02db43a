/** An index answers as looking at everything would. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PathIndex } from "../../generator/model/path-index.js";
import { isCollectionOf, isViewOf, normalized } from "../../generator/model/paths.js";

const segment = fc.constantFrom("jobs", "parts", "{id}", "{part_id}", "{a}.json", "", "v{n}");
const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join("/")}`);

describe("an index of paths", () => {
  test("finds what looking at each path would find, whatever the paths are", () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), path, (paths, wanted) => {
        const index = new PathIndex(paths, (one) => one);
        expect([...index.at(wanted)]).toEqual(paths.filter((one) => normalized(one) === normalized(wanted)));
        expect([...index.inCollection(wanted)]).toEqual(paths.filter((one) => isCollectionOf(wanted, one)));
        const bases = [...index.basesOf(wanted)];
        expect(bases.toSorted()).toEqual(paths.filter((one) => isViewOf(wanted, one)).toSorted());
        const lengths = bases.map((one) => normalized(one).length);
        expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
      }),
    );
  });

  test("finds the ancestors that have a key, the nearest first", () => {
    const index = new PathIndex(["/jobs/{job}", "/jobs", "/jobs/{job}/parts/{part}", "/"], (one) => one);
    expect([...index.keyedAncestorsOf("/jobs/{j}/parts/{p}/notes/")].flat()).toEqual([
      "/jobs/{job}/parts/{part}",
      "/jobs/{job}",
    ]);
    expect([...index.keyedAncestorsOf("/jobs/")].flat()).toEqual([]);
  });
});
