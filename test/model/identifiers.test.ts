import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import {
  camelCase,
  fileName,
  freeText,
  NameRegistry,
  pascalCase,
  pascalWords,
  slug,
  words,
} from "../../generator/model/identifiers.js";
import { growsFasterThanText } from "./growth.js";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.stringMatching(/^[A-Za-z0-9_.\-/ $#{}]{0,40}$/),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "x(){}; PWNED(1); function y",
    "../../etc/passwd",
    "\u202eabc",
    "ﬁnd",
    "Ⅷ",
    "𝒜lpha",
    "1get",
    "2.0/x",
    "",
    "🙂",
    "作业",
    "‌",
  ),
);

/** What TypeScript's parser has against a declaration that the generator prints under this name. */
function problems(name: string, kind: "operation" | "schema"): string[] {
  const text =
    kind === "operation"
      ? `export function ${name}() {}`
      : `export type ${name} = 1;\nexport const ${name} = 1;\nexport type Use = ${name};`;
  const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true) as ts.SourceFile & {
    parseDiagnostics: readonly ts.Diagnostic[];
  };
  const [declared] = source.statements;
  const named =
    declared &&
    (ts.isFunctionDeclaration(declared) || ts.isTypeAliasDeclaration(declared)) &&
    declared.name?.text === name;
  return [
    ...source.parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
    ...(named ? [] : ["not the name of the declaration"]),
  ];
}
const bothNames = (text: string): [name: string, kind: "operation" | "schema"][] => [
  [camelCase(text, "operation"), "operation"],
  [pascalCase(text, "Schema"), "schema"],
];

const keywords = Array.from({ length: ts.SyntaxKind.LastKeyword - ts.SyntaxKind.FirstKeyword + 1 }, (_, index) =>
  ts.tokenToString(ts.SyntaxKind.FirstKeyword + index)!,
);
/** What may not be declared, or would shadow what generated code or a reader relies on. */
const unusable = [
  ..."break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with".split(
    " ",
  ),
  ..."implements interface let package private protected public static yield await async eval arguments undefined NaN Infinity globalThis then".split(
    " ",
  ),
];
const types = "any unknown never object string number boolean symbol bigint void undefined".split(" ");
const globals =
  "Array Blob Date Error File FormData Headers Map Math NonNullable Number Object Omit Partial Pick Promise Record Request Response Set String Symbol URL JSON Exclude Extract Readonly Required Boolean Function RegExp".split(
    " ",
  );

describe("camelCase", () => {
  test.for([
    ["job_partial_update", "jobPartialUpdate"],
    ["Job-Jobs.partial update", "jobJobsPartialUpdate"],
    ["getHTTPStatus", "getHTTPStatus"],
    ["HTTPStatus", "httpStatus"],
    ["ID", "id"],
    ["already", "already"],
    ["GET /jobs/{job_id}/", "getJobsJobId"],
    ["2.0/x", "_20X"],
    ["v2Jobs", "v2Jobs"],
    ["delete", "delete_"],
    ["Promise", "promise"],
    ["\u00fcberpr\u00fcfe_Auftrag", "\u00fcberpr\u00fcfeAuftrag"],
    ["\u00c9tat du travail", "\u00e9tatDuTravail"],
    ["\u4f5c\u4e1a", "\u4f5c\u4e1a"],
    [
      "\u043f\u043e\u043b\u0443\u0447\u0438\u0442\u044c-\u0437\u0430\u043a\u0430\u0437",
      "\u043f\u043e\u043b\u0443\u0447\u0438\u0442\u044c\u0417\u0430\u043a\u0430\u0437",
    ],
    ["\u0301a", "_\u0301a"],
  ] as const)("%s is %s", ([text, expected]) => {
    expect(camelCase(text, "operation")).toBe(expected);
  });

  test.for(["", " ", "---", "🙂", "\u200b"])("of %j, which has no usable letter, is the fallback", (text) => {
    expect(camelCase(text, "operation")).toBe("operation");
  });
});

describe("pascalCase", () => {
  test.for([
    ["purchase_order", "PurchaseOrder"],
    ["PurchaseOrder", "PurchaseOrder"],
    ["JSONPatch", "JSONPatch"],
    ["Foo.Bar-baz", "FooBarBaz"],
    ["Error", "ErrorModel"],
    ["Promise", "PromiseModel"],
    ["string", "StringModel"],
    ["1st", "_1st"],
    ["", "Schema"],
  ] as const)("%s is %s", ([text, expected]) => {
    expect(pascalCase(text, "Schema")).toBe(expected);
  });

  test("of words that are only ever text is not changed for the sake of what it would shadow", () => {
    expect(pascalWords("error", "Resource")).toBe("Error");
    expect(pascalWords("", "Resource")).toBe("Resource");
  });
});

describe("whatever the document says", () => {
  test("a name is an identifier that TypeScript lets a module declare", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const [name, kind] of bothNames(text)) {
          expect(name).toMatch(/^[\p{ID_Start}_][\p{ID_Continue}]*$/u);
          expect(problems(name, kind)).toEqual([]);
        }
      }),
    );
  });

  test("the same text gives the same name, in any order of asking", () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const first = camelCase(one, "operation");
        camelCase(other, "operation");
        expect(camelCase(one, "operation")).toBe(first);
      }),
    );
  });

  test("a name that was made once stays what it is when it is made again", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = pascalWords(text, "Resource");
        expect(pascalWords(name, "Resource")).toBe(name);
      }),
    );
  });

  test("and so does that of every letter, alone and in a word", () => {
    const changed: string[] = [];
    for (let code = 0; code <= 0xffff; code++) {
      const letter = String.fromCharCode(code);
      for (const text of [letter, `${letter}a`, `a${letter}a`, `a ${letter}`]) {
        const name = pascalWords(text, "Resource");
        if (pascalWords(name, "Resource") !== name) changed.push(`${text} ${code.toString(16)}`);
      }
    }
    expect(changed).toEqual([]);
  });

  test.for([...new Set([...keywords, ...unusable, ...types])])(
    "the word %s names a declaration only with a suffix, or in another case",
    (word) => {
      for (const text of [word, word.toUpperCase(), `${word}_`, ` ${word}!`]) {
        for (const [name, kind] of bothNames(text)) {
          expect([name, problems(name, kind)]).toEqual([name, []]);
          expect([...unusable, ...types]).not.toContain(name);
        }
      }
    },
  );

  test.for(globals)("the global %s is not shadowed", (name) => {
    expect(camelCase(name, "operation")).not.toBe(name);
    expect(pascalCase(name, "Schema")).not.toBe(name);
    expect(pascalCase(name.toLowerCase(), "Schema")).not.toBe(name);
  });

  test("a slug is a file name that stays in its folder", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(slug(text)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*-?$/);
        expect(slug(text).length).toBeLessThanOrEqual(60);
      }),
    );
    expect(slug("../../etc/passwd")).toBe("etc-passwd");
    expect(slug("")).toBe("default");
    expect(slug("Claims & analytics")).toBe("claims-analytics");
  });

  test("a name of a file stays in its folder, and is another one wherever case does not count", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = fileName(text);
        expect(name).toMatch(/^[\p{L}\p{M}\p{Nd}]+(-[\p{L}\p{M}\p{Nd}]+)*$/u);
        expect(name.toUpperCase().toLowerCase().normalize("NFC")).toBe(name);
        expect(new TextEncoder().encode(name).length).toBeLessThan(250);
      }),
    );
    expect(fileName("../../etc/passwd")).toBe("etc-passwd");
    expect(fileName("Jobs.")).toBe("jobs");
    expect(fileName("\u4f5c\u4e1a")).toBe("\u4f5c\u4e1a");
    expect(fileName("Stra\u00dfe")).toBe(fileName("STRASSE"));
  });

  test.for(["con", "PRN", "aux", "Nul", "com1", "LPT9", "com\u00b9", "nul."])(
    "the device %s of Windows is no name of a file",
    (text) => {
      expect(fileName(text)).toMatch(/^(con|prn|aux|nul|com1|lpt9)-operations$/);
    },
  );

  test("every letter that a name may have is one for TypeScript", () => {
    const refused: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const [word] = words(`a${String.fromCodePoint(code)}`);
      for (const char of word?.slice(1) ?? "")
        if (!ts.isIdentifierPart(char.codePointAt(0)!, ts.ScriptTarget.ESNext)) refused.push(code.toString(16));
    }
    expect(refused).toEqual([]);
  });

  test("words are letters and digits only, and lose none of those", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9 _./-]{0,60}$/), (text) => {
        for (const word of words(text)) expect(word).toMatch(/^[A-Za-z0-9]+$/);
        expect(words(text).join("")).toBe(text.replace(/[^A-Za-z0-9]/g, ""));
      }),
    );
  });

  test.for(["A", "a", "1", "Aa", "aA", "_", "É", "ﬁ", " "])(
    "work grows no faster than a name of many %j does",
    (piece) => {
      expect(growsFasterThanText((text) => camelCase(text, "operation"), piece)).toBe(false);
      expect(growsFasterThanText(slug, piece)).toBe(false);
    },
  );

  test("free text is the text, and nothing where there is none", () => {
    expect(freeText("a */ b")).toBe("a */ b");
    for (const value of [undefined, null, 1, {}, ["a"]]) expect(freeText(value)).toBe("");
  });
});

describe("a registry of names", () => {
  test("gives each name out once, and says who has it", () => {
    const names = new NameRegistry();
    expect(names.claim("Job", "first")).toEqual({ name: "Job", clashesWith: undefined });
    expect(names.claim("Job", "second")).toEqual({ name: "Job_2", clashesWith: "first" });
    expect(names.claim("Job", "third")).toEqual({ name: "Job_3", clashesWith: "first" });
  });

  test("never gives out a name twice, whatever is asked for", () => {
    const wanted = fc.array(fc.constantFrom("a", "a_2", "a_2_2", "A", "__proto__", "constructor"), { maxLength: 20 });
    fc.assert(
      fc.property(wanted, (asked) => {
        const names = new NameRegistry();
        const given = asked.map((name, index) => names.claim(name, `holder ${index}`).name);
        expect(new Set(given).size).toBe(given.length);
      }),
    );
  });
});
