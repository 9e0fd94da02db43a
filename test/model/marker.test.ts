import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_MARKERS, Marker } from "../../generator/model/marker.js";
import { growsFasterThanText } from "./growth.js";

const SENTENCE = "Concurrency is controlled in this endpoint (E-tag/If-Match)";
const marks = (text: string, phrases: readonly string[] = DEFAULT_MARKERS): boolean =>
  new Marker(phrases).phraseIn(text) !== undefined;

describe("the marker is found", () => {
  test.for([
    ["as it is", SENTENCE],
    ["with a full stop", `${SENTENCE}.`],
    ["among other sentences", `Update a job. ${SENTENCE}. Send the whole job.`],
    ["in a paragraph of its own", `Update a job.\n\n${SENTENCE}.\n\nMore.`],
    ["with typographic dashes", "Concurrency is controlled in this endpoint (E\u2011tag/If\u2013Match)"],
    ["with other white space", "concurrency  is controlled\u00a0in this\nendpoint ( E-tag / If-Match )"],
    ["in capitals", "CONCURRENCY IS CONTROLLED IN THIS ENDPOINT (E-TAG/IF-MATCH)"],
    ["spelled ETag", "Concurrency is controlled in this endpoint (ETag/If-Match)"],
    ["spelled Etag and in capitals", "CONCURRENCY IS CONTROLLED IN THIS ENDPOINT (ETAG/IF-MATCH)"],
    ["folded over lines", "Concurrency is controlled\n      in this endpoint\r\n(E-tag/If-Match)."],
    [
      "with tabs, no-break and zero-width spaces",
      "Concurrency\tis\u00a0controlled  in \u200bthis\u3000endpoint (E-tag/If-Match)",
    ],
    ["in bold and italics", "**Concurrency** is _controlled_ in ***this endpoint*** (E-tag/If-Match)"],
    ["in HTML", '<p><b>Concurrency</b> is <span class="x">controlled</span> in this endpoint (E-tag/If-Match)</p>'],
    ["with entities", "Concurrency is controlled&nbsp;in this endpoint &#40;E&#x2d;tag&#47;If-Match&rpar;"],
    ["beside entities that stand for nothing here", `&copy; 2024 &bogus; &#x110000; ${SENTENCE}`],
    ["between backticks of which each run is alone", `\` \`\` ${SENTENCE} \`\`\``],
    ["in a list", `* Updates.\n* ${SENTENCE}\n* Returns the job.`],
    ["in a heading", `# ${SENTENCE}\n`],
    ["behind a code span", `Use \`PATCH\`. ${SENTENCE}.`],
    ["behind a backtick that nothing closes", `It's a \` here. ${SENTENCE}.`],
    ["behind a fenced block", `\`\`\`json\n{}\n\`\`\`\n${SENTENCE}`],
    ["behind an HTML comment", `<!-- internal -->${SENTENCE}`],
    ["in quotation marks", `"${SENTENCE}"`],
  ] as const)("%s", ([, text]) => {
    expect(marks(text)).toBe(true);
  });
});

describe("the marker does not count", () => {
  test.for([
    ["in no text", ""],
    ["in a code span", `Write \`${SENTENCE}\` into the docstring.`],
    ["in a code span of two backticks", `Write \`\`${SENTENCE}\`\`.`],
    [
      "in a code span that is folded over lines",
      "Write `Concurrency is controlled in\nthis endpoint (E-tag/If-Match)`.",
    ],
    ["in a fenced block", `Example:\n\n\`\`\`\n${SENTENCE}\n\`\`\`\n`],
    ["in a fenced block of tildes", `~~~text\n${SENTENCE}\n~~~\n`],
    ["in a fenced block that is indented", `1. Like so:\n\n   \`\`\`\n   ${SENTENCE}\n   \`\`\`\n`],
    ["in a fenced block that is never closed", `\`\`\`\n${SENTENCE}\n`],
    ["in an HTML comment", `<!-- ${SENTENCE} -->`],
    ["in an HTML comment that is never closed", `<!-- ${SENTENCE}`],
    ["with a letter in front", `pre${SENTENCE}`],
    ["with a digit behind", `${SENTENCE.slice(0, -1)})2`],
    ["with a word left out", "Concurrency is controlled in endpoint (E-tag/If-Match)"],
    ["without its parentheses", "Concurrency is controlled in this endpoint E-tag/If-Match"],
    ["misspelled: Concurency", SENTENCE.replace("Concurrency", "Concurency")],
    ["misspelled: controled", SENTENCE.replace("controlled", "controled")],
    ["misspelled: If-Mach", SENTENCE.replace("If-Match", "If-Mach")],
    ["misspelled: end point", SENTENCE.replace("endpoint", "end point")],
    ["with a backslash", SENTENCE.replace("/", "\\")],
    ["denied", "Concurrency is not controlled in this endpoint (E-tag/If-Match)"],
  ] as const)("%s", ([, text]) => {
    expect(marks(text)).toBe(false);
  });
});

describe("configured phrases", () => {
  test("replace the default one, and any of several will do", () => {
    const phrases = ["Guarded by its ETag.", "Send If-Match"];
    expect(marks("This is guarded by its E-tag", phrases)).toBe(true);
    expect(marks("Please send **If-Match**!", phrases)).toBe(true);
    expect(marks(SENTENCE, phrases)).toBe(false);
  });

  test("are folded like the text is", () => {
    expect(marks("requires\nthe _current_ tag", ["  Requires the\n<b>current</b>&nbsp;tag.  "])).toBe(true);
  });

  test("are text, not patterns", () => {
    expect(marks("Concurrency controlled", [".*"])).toBe(false);
    expect(marks("odd (a+)+$ phrase", ["odd (a+)+$ phrase"])).toBe(true);
  });

  test("that are empty once folded mark nothing", () => {
    for (const phrase of ["", " ", ".", "**", "<b></b>"]) expect(marks(SENTENCE, [phrase])).toBe(false);
  });
});

describe("for any text", () => {
  const space = fc.stringMatching(/^[ \n\t\r\u00a0\u3000]{1,4}$/);
  const prose = fc.stringMatching(/^[A-Za-z ,.\n]{0,40}$/).filter((text) => !/\w$|^\w/.test(text));
  const cases = fc.array(fc.boolean(), { minLength: SENTENCE.length, maxLength: SENTENCE.length });
  /** The sentence with other spaces, capitals and a little markup. */
  const disguised = fc
    .tuple(
      fc.array(space, { minLength: 6, maxLength: 6 }),
      cases,
      fc.constantFrom("", "*", "**", "_"),
      fc.constantFrom("E-tag", "ETag", "etag", "E-TAG"),
    )
    .map(([spaces, upper, markup, spelling]) => {
      let word = 0;
      const recased = [...SENTENCE]
        .map((char, index) => (upper[index] ? char.toUpperCase() : char.toLowerCase()))
        .join("");
      return recased
        .replace(/e-tag/i, spelling)
        .replace(/^\S+/, (first) => `${markup}${first}${markup}`)
        .replace(/ /g, () => spaces[word++]!);
    });

  test("the sentence is found however it is folded, spaced, capitalised and set", () => {
    fc.assert(
      fc.property(prose, disguised, prose, (before, sentence, after) => marks(`${before} ${sentence} ${after}`)),
    );
  });

  test("it is not found inside a code span, a fence or a comment", () => {
    const quoted = fc
      .tuple(disguised, fc.constantFrom("`", "``", "fence", "comment"))
      .map(([sentence, way]) =>
        way === "fence"
          ? `\n\`\`\`\n${sentence}\n\`\`\`\n`
          : way === "comment"
            ? `<!--${sentence}-->`
            : `${way}${sentence}${way}`,
      );
    fc.assert(
      fc.property(prose, quoted, prose, (before, quotation, after) => !marks(`${before} ${quotation} ${after}`)),
    );
  });

  test("one letter less is not the marker", () => {
    const letters = [...SENTENCE].flatMap((char, index) => (/\p{L}/u.test(char) ? [index] : []));
    fc.assert(
      fc.property(fc.constantFrom(...letters), (index) => !marks(SENTENCE.slice(0, index) + SENTENCE.slice(index + 1))),
    );
  });

  test("the answer comes without an error, and is the same twice", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            "`",
            "```\n",
            "<!--",
            "-->",
            "&#",
            "&#x110000;",
            "&#55296;",
            "<b",
            ">",
            "*",
            "\n",
            SENTENCE,
            "\ud800",
          ),
          { maxLength: 30 },
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 3 }),
        (description, phrases) => marks(description, phrases) === marks(description, phrases),
      ),
    );
  });

  test.for([
    "`",
    "` a",
    "``a`",
    "```\n",
    "~~~\n",
    "<!--",
    "<a",
    "</",
    "&#",
    "&",
    "*",
    "\n",
    "\n ",
    " \t",
    "(E-tag/",
    "Concurrency is controlled in this ",
  ])("work grows no faster than a text of %j does", (piece) => {
    expect(growsFasterThanText(marks, piece)).toBe(false);
  });
});
