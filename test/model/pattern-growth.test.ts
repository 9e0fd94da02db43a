/** Patterns of documents that must not be run, and those that may. */
import { beforeAll, describe, expect, test } from "vitest";
import { analysisLimits, growthOf, prepareDetector } from "../../generator/model/pattern-growth.js";
import { choicesOf, widened } from "../../generator/model/pattern-shape.js";

const growth = (pattern: string): string => growthOf(pattern, { pattern });

test("until the detector is loaded, what looks dangerous is", () => {
  expect(growth("^(\\.[a-z]+)*$")).toBe("not-analysed");
  expect(growth("^[a-z]+$")).toBe("moderate");
});

// A version; base64; each repetition ends where another character must stand, or is of one number.
test.for(["^\\d+\\.\\d+\\.\\d+$", "^(?:[a-z/]{4})*(?:[a-z/]{2}==|[a-z/]{3}=)$", "^[a-z]+-[a-z]+-[a-z]+-[a-z]+$"])(
  "%s needs no detector",
  (pattern) => {
    expect(growth(pattern)).toBe("moderate");
  },
);

test.for(["^\\d+\\d+\\d+$", "^\\w+a\\w+a\\w+$", "^\\d+\\.?\\d+\\.?\\d+$", "^.+-.+-.+$"])("%s does", (pattern) => {
  expect(growth(pattern)).toBe("not-analysed");
});

describe("with the detector", () => {
  beforeAll(() => prepareDetector({ pattern: "(a+)+" }));

  test.for([
    "^(a+)+$",
    "^(a|a)*$",
    "^(\\p{L}+ ?)+$",
    "(.*)*x",
    "^((a?)*)*$",
    "^.*a.*b.*c$",
    "^(a?){60}a{60}$",
    "^(([a-z]{1,30})?){30}$",
    "^((a{1,10}){1,10}){1,10}$",
    "^([a-z]{1,9}-?){1,9}$",
    "^(?=(a+)+$)b",
    "^(a+)+\\1$",
  ])("%s is too fast", (pattern) => {
    expect(growth(pattern)).toBe("explosive");
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
    expect(growth(pattern)).toBe("moderate");
  });

  test.for([
    ["too long", `^(${"[0-9]".repeat(200)}x?)*$`],
    ["of too many choices", `^(${"a?".repeat(40)})*$`],
    ["of too many choices where it is written out", "^((a?b?c?d?){3}e?f?){3}(g|h)*$"],
    ["of large classes", `^(${"\\p{L}+".repeat(8)})*$`],
  ] as const)("a pattern that is %s is not analysed", ([, pattern]) => {
    expect(growth(pattern)).toBe("not-analysed");
  });

  test("the patterns of a document are analysed while there are few, those first that come first, and each once", () => {
    const pattern = (index: number): string => `^(${"a?".repeat(19)}x{${index}})*$`;
    const perPattern = choicesOf(widened(pattern(1)));
    const most = Math.floor(analysisLimits.allChoices / perPattern);
    const schemas = Array.from({ length: most + 5 }, (_, index) => ({ pattern: pattern(index + 1) }));
    const root = { components: { schemas: [...schemas, ...schemas] } };
    const growths = schemas.map((schema) => growthOf(schema.pattern, root));
    expect(growths.slice(0, most)).toEqual(Array(most).fill("explosive"));
    expect(growths.slice(most)).toEqual(Array(5).fill("not-analysed"));
    // What another document has does not count here.
    expect(growth(pattern(most + 5))).toBe("explosive");
  });

  test("what stands in an example is no pattern", () => {
    const explosive = Array.from({ length: 50 }, (_, index) => ({ pattern: `^(${"a?".repeat(19)}y{${index + 1}})*$` }));
    const root = { components: { schemas: { A: { example: explosive }, B: { pattern: "^(a|a)*$" } } } };
    expect(growthOf("^(a|a)*$", root)).toBe("explosive");
  });
});
