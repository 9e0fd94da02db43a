import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import {
  commentLines,
  jsDoc,
  literal,
  propertyKey,
  stringLiteral,
  typeKey,
  visible,
} from "../../generator/emit/encode.js";
import { growsFasterThanText } from "../model/growth.js";

const attacks = [
  '"); PWNED(1); ("',
  "'; PWNED(1); '",
  "`${PWNED(1)}`",
  "*/ PWNED(1); /*",
  "*\u200b/ PWNED(1)",
  "*\u0000/ PWNED(1)",
  "\\",
  '\\"',
  "\\*/",
  "**//",
  "*/*/",
  "</script><script>PWNED(1)</script>",
  "<!-- PWNED",
  "]]>",
  "\n// PWNED(1)",
  "\u2028PWNED(1)\u2029",
  "\u0085PWNED(1)",
  "\r*/PWNED(1)",
  "\u202e\u2066 trojan",
  "\ud800",
  "\udc00*/",
  "__proto__",
  "constructor",
  "/",
  "*",
  "@deprecated",
  " @deprecated x",
  "/// <reference path='x' />",
  "@ts-nocheck",
  "#!/bin/sh",
  "{@link PWNED}",
];
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc
    .array(fc.constantFrom(...attacks, "a", " ", "\n", "long ".repeat(30)), { maxLength: 8 })
    .map((parts) => parts.join("")),
);
/** What could end a line, reorder what is read or hide from it. */
// oxlint-disable-next-line no-control-regex -- these are what must not be there
const hidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** Whether a text survives being written as UTF-8. */
const isWellFormed = (text: string): boolean => Buffer.from(text, "utf8").toString("utf8") === text;
const evaluate = (expression: string): unknown => new Function(`"use strict"; return (${expression});`)() as unknown;
function parse(text: string): ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] } {
  return ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true) as ts.SourceFile & {
    parseDiagnostics: readonly ts.Diagnostic[];
  };
}

describe("stringLiteral", () => {
  test("round-trips any string through JavaScript and through JSON", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(evaluate(stringLiteral(text))).toBe(text);
        expect(JSON.parse(stringLiteral(text))).toBe(text);
      }),
    );
  });

  test("is one token of one line that hides nothing, in any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const printed = stringLiteral(text);
        expect(printed).not.toMatch(hidden);
        expect(printed).not.toMatch(/[\n\r]|<\/script|<!--/i);
        expect(isWellFormed(printed)).toBe(true);
        const { statements, parseDiagnostics } = parse(`${printed};after;`);
        expect(parseDiagnostics).toEqual([]);
        expect(statements).toHaveLength(2);
      }),
    );
  });

  test("is also a literal type", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [statement] = parse(`type T = ${stringLiteral(text)};`).statements;
        const { type } = statement as ts.TypeAliasDeclaration;
        expect(ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) && type.literal.text).toBe(text);
      }),
    );
  });

  test("is plain where the text is plain", () => {
    expect(stringLiteral("It's café: 100 % of `x`")).toBe('"It\'s café: 100 % of `x`"');
  });
});

describe("literal", () => {
  test.for([
    [null, "null"],
    [true, "true"],
    [false, "false"],
    [0, "0"],
    [-0, "0"],
    [-1.5, "-1.5"],
    [1e21, "1e+21"],
    ["a", '"a"'],
  ] as const)("%j is %s", ([value, expected]) => {
    expect(literal(value)).toBe(expected);
  });

  test("round-trips every finite number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(evaluate(literal(value))).toBe(value + 0 === 0 ? 0 : value);
      }),
    );
  });
});

describe("propertyKey", () => {
  test("gives an object exactly this property, and no other prototype", () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const object = evaluate(`{ ${propertyKey(name)}: 1 }`) as object;
        expect(Object.entries(object)).toEqual([[name, 1]]);
        expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
      }),
    );
  });

  test.for([
    ["job_id", "job_id"],
    ["$ref", "$ref"],
    ["class", "class"],
    ["X-Trace", '"X-Trace"'],
    ["1", '"1"'],
    ["", '""'],
    ["é", '"é"'],
    ["__proto__", '["__proto__"]'],
  ] as const)("%s is %s", ([name, expected]) => {
    expect(propertyKey(name)).toBe(expected);
  });

  test("keeps __proto__ a property like any other", () => {
    const object = evaluate(`{ ${propertyKey("__proto__")}: { polluted: true } }`) as Record<string, unknown>;
    expect(Object.hasOwn(object, "__proto__")).toBe(true);
    expect(object["polluted"]).toBeUndefined();
  });
});

describe("typeKey", () => {
  test("names exactly this member of a type", () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const { statements, parseDiagnostics } = parse(`type T = { ${typeKey(name)}: 1 };`);
        expect(parseDiagnostics).toEqual([]);
        const { members } = (statements[0] as ts.TypeAliasDeclaration).type as ts.TypeLiteralNode;
        expect(members.map((member) => (member.name as ts.Identifier | ts.StringLiteral).text)).toEqual([name]);
      }),
    );
  });
});

describe("a comment", () => {
  const printed = (text: string): string => jsDoc(commentLines(text));

  test("ends where it is meant to end, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const comment = printed(text);
        const { statements, parseDiagnostics } = parse(`${comment}function f() {}`);
        expect(parseDiagnostics).toEqual([]);
        expect(statements).toHaveLength(1);
        expect(statements[0]!.getStart()).toBe(comment.length);
      }),
    );
  });

  test("holds nothing that hides, repaints the screen, or is lost when it is written", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printed(text)).not.toMatch(hidden);
        expect(isWellFormed(printed(text))).toBe(true);
      }),
    );
  });

  test.for([
    "@deprecated",
    "Use it. @deprecated since 2020",
    `${"word ".repeat(19)}@deprecated`,
    "first\n  @deprecated",
    "- @deprecated",
    "(see) @internal",
  ])("of %j starts no tag: the document cannot deprecate a function in prose", (text) => {
    const [statement] = parse(
      `/**\n${commentLines(text)
        .map((line) => ` * ${line}\n`)
        .join("")} */\nfunction f() {}`,
    ).statements;
    expect(ts.getJSDocTags(statement!).map(({ tagName }) => tagName.text)).toEqual([]);
  });

  test("starts no tag, whatever the text", () => {
    const text = fc
      .array(fc.oneof(anyText, fc.constantFrom("@", " @a", "\n@b", "*@c", "`")), { maxLength: 6 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (prose) => {
        const [statement] = parse(`${printed(prose)}function f() {}`).statements;
        expect(ts.getJSDocTags(statement!).map(({ tagName }) => tagName.text)).toEqual([]);
      }),
    );
  });

  test("keeps the words of plain text, their order and their paragraphs", () => {
    const word = fc.stringMatching(/^[A-Za-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (all) => {
        expect(commentLines(all.join(" ")).join(" ")).toBe(all.join(" "));
      }),
    );
    expect(commentLines("One.\n\n\n\nTwo.\r\n- item\r- item")).toEqual(["One.", "", "Two.", "- item", "- item"]);
  });

  test("breaks lines at spaces, so that they are no wider than wanted, and lists stay lists", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,15}$/), { minLength: 1, maxLength: 80 }), (all) => {
        for (const line of commentLines(all.join(" "), 40)) expect(line.length).toBeLessThanOrEqual(40);
      }),
    );
    expect(commentLines(`- ${"word ".repeat(10)}`, 20)).toEqual([
      "- word word word",
      "  word word word",
      "  word word word",
      "  word",
    ]);
  });

  test("is cut where it is too long, and says so", () => {
    const lines = commentLines("word ".repeat(5000));
    expect(lines.join(" ").length).toBeLessThan(2100);
    expect(lines.at(-1)).toMatch(/ \.\.\. \(shortened\)$/);
  });

  test("does not exist where there is nothing to say", () => {
    for (const text of ["", " \n\t", "\u200b\u202e\u0000"]) expect(printed(text)).toBe("");
  });

  test.for(["\n", " ", "\n ", "\t", "a", "@", "* ", "*/", "\r", "\u2028"])(
    "work grows no faster than a text of %j does",
    (piece) => {
      expect(growsFasterThanText(commentLines, piece)).toBe(false);
    },
  );
});

test("what another printer left of a text shows itself, in every kind of line", () => {
  const hostile = "\u001b]0;title\u0007\u001b[31m\u0000\u0008\u000b\u000c\u007f\u202e\u2066\r";
  expect(visible(`/** ${hostile}end */\r\nconst a = 1;\t// ${hostile}\n`)).toMatch(/^[\t\r\n -~]*$/);
  expect(visible(`/** ${hostile}end */`)).not.toMatch(/\r/);
  // Lines of a document that ends them by CR and LF stay lines.
  expect(visible("/** one\r\n * two\r\n */")).toBe("/** one\r\n * two\r\n */");
});
