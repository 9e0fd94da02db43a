/** Patterns of documents that must not be run, and those that may. */
import { beforeAll, describe, expect, test } from "vitest";
import { growsTooFast, preparePatterns } from "../../generator/model/pattern-growth.js";

test("until the detector is loaded, what looks dangerous is", () => {
  expect(growsTooFast("^(\\.[a-z]+)*$")).toBe(true);
  expect(growsTooFast("^[a-z]+$")).toBe(false);
});

// A version; base64; each repetition ends where another character must stand, or is of one number.
test.for(["^\\d+\\.\\d+\\.\\d+$", "^(?:[a-z/]{4})*(?:[a-z/]{2}==|[a-z/]{3}=)$", "^[a-z]+-[a-z]+-[a-z]+-[a-z]+$"])(
  "%s needs no detector",
  (pattern) => {
    expect(growsTooFast(pattern)).toBe(false);
  },
);

test.for(["^\\d+\\d+\\d+$", "^\\w+a\\w+a\\w+$", "^\\d+\\.?\\d+\\.?\\d+$", "^.+-.+-.+$"])("%s does", (pattern) => {
  expect(growsTooFast(pattern)).toBe(true);
});

describe("with the detector", () => {
  beforeAll(() => preparePatterns(["(a+)+"]));

  test.for([
    "^(a+)+$",
    "^(a|a)*$",
    "^(\\p{L}+ ?)+$",
    "(.*)*x",
    "^((a?)*)*$",
    "^.*a.*b.*c$",
    "^(a?){60}a{60}$",
    "^(([a-z]{1,30})?){30}$",
    "^(?=(a+)+$)b",
    "^(a+)+\\1$",
    `^(${"a?".repeat(600)})*$`,
  ])("%s is too fast", (pattern) => {
    expect(growsTooFast(pattern)).toBe(true);
  });

  test.for([
    "^[a-z]+$",
    "^\\d{1,3}(\\.\\d{1,3}){3}$",
    "^([a-z0-9]+[-_.])*[a-z0-9]+@[a-z]+$",
    "^([0-9A-F]{2}:){15}[0-9A-F]{2}$",
    "^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{8,}$",
    "^(\\.[a-z]+)*$",
    "^[(+)+]+$",
    "^\\(a+\\)+$",
    "^-?(0|[1-9]\\d*)(\\.\\d+)?$",
  ])("%s is not", (pattern) => {
    expect(growsTooFast(pattern)).toBe(false);
  });
});
