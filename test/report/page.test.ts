/** The page as text: what document text can do in it, what it is made of, how it grows. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RefusedError } from "../../generator/diagnostics.js";
import { reportDocument } from "../../generator/report/report-document.js";
import { encodeHtml, html, prose } from "../../generator/report/page/markup.js";
import { type PageDocument, renderHtml } from "../../generator/report/page/page.js";
import { sourceUrl } from "../../generator/report/page/source-url.js";
import { document, jobParameter, jobsApi, MARKER, operation } from "../cli/workspace.js";
import { jobFor } from "../corpus/corpus.js";
import { hostileFiles, hostileFolder } from "../corpus/hostile.js";
import { pageDocument } from "./report-of.js";

const NOWHERE = sourceUrl(undefined);
const page = (...documents: PageDocument[]): string => renderHtml(documents, NOWHERE);
/** Characters that hide or reorder text, or are no text. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** What the page has of tags, in the order of the page; the script's and the style sheet's text is none. */
function tagNames(text: string): string[] {
  return [...text.replace(/<(style|script)>.*?<\/\1>/gs, "<$1></$1>").matchAll(/<([a-z][a-z0-9]*)[^>]*>/g)].map(
    (match) => match[1]!,
  );
}

const allowed = new Set(
  `html head meta title style body a header h1 h2 h3 h4 nav ul ol li main section p span small code div dl dt dd b svg
  rect details summary form label input select option table caption thead tbody tr th td pre footer script`.split(
    /\s+/,
  ),
);

describe("markup", () => {
  test("a value is text, in content and in quoted attributes; markup of ours goes through", () => {
    const text = `<b title="x">'\`&`;
    expect(html`<i title="${text}">${text}${html`<b>${1}</b>`}${[false, undefined, "a"]}</i>`.toString()).toBe(
      `<i title="${encodeHtml(text)}">${encodeHtml(text)}<b>1</b>a</i>`,
    );
    expect(encodeHtml(text)).toBe("&#60;b title=&#34;x&#34;&#62;&#39;&#96;&#38;");
  });

  test("what would reorder or hide text becomes visible", () => {
    expect(encodeHtml("a\u202eb\u2066c\u0000d\u001b[2J\u2028")).toBe("a\\u202eb\\u2066c\\u0000d\\u001b[2J\\u2028");
  });

  test("backticks make code, an odd one stays what it is", () => {
    expect(prose("say `x <y>` and ` so").toString()).toBe("say <code>x &#60;y&#62;</code> and &#96; so");
  });
});

test("document text of every kind stays text", async () => {
  const nasty = `</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>"'\`--><!--\u202e\u0007`;
  const paths = {
    [`/jobs${nasty.replaceAll("/", "")}/{job_id}`]: {
      ...jobParameter,
      get: operation(`read${nasty}`, { tags: [nasty], summary: nasty }),
      put: operation(`replace${nasty}`, { tags: [nasty], description: `${MARKER} ${nasty}` }),
      delete: operation("remove", { tags: [nasty] }),
    },
  };
  const text = page(await pageDocument(document(paths, { info: { title: nasty, version: nasty } })));
  expect(text).not.toContain("<img");
  expect(text.match(/<script/g)).toHaveLength(1);
  expect(text.match(/<!--/g)).toHaveLength(1);
  expect(text.replaceAll("\n", "")).not.toMatch(UNSEEN);
  expect(tagNames(text).filter((name) => !allowed.has(name))).toEqual([]);
  expect(text).toContain("\\u202e");
});

test("ids are ours alone, each once, and every link within the page leads to one", async () => {
  const text = page(await pageDocument(jobsApi()), await pageDocument(jobsApi()));
  const ids = [...text.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^d\d+(-([of]\d+|[a-z-]+))?(-line)?$/.test(id))).toEqual([]);
  const targets = [...text.matchAll(/ href="#([^"]*)"/g)].map((match) => match[1]!);
  expect(targets.length).toBeGreaterThan(20);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
});

test("its policy lets nothing in but the page's own style sheet and script, by their hashes", async () => {
  const text = page(await pageDocument(jobsApi()));
  const hash = (name: string): string => {
    const [, content] = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(text)!;
    return `'sha256-${createHash("sha256").update(content!).digest("base64")}'`;
  };
  expect(text).toContain(
    `content="default-src 'none'; style-src ${hash("style")}; script-src ${hash("script")}; base-uri 'none'; form-action 'none'"`,
  );
  expect(text).not.toMatch(/ (src|srcset|action|style|on\w+)=|@import|url\(/);
  expect(text).not.toMatch(/href="(?!#)/);
});

test("the same document gives the same bytes", async () => {
  expect(page(await pageDocument(jobsApi()))).toBe(page(await pageDocument(jobsApi())));
});

test("of a line of a megabyte, the page shows the part that is meant", async () => {
  const { report, sources } = await pageDocument(JSON.stringify({ ...jobsApi(), "x-long": "y".repeat(1_000_000) }));
  expect(report.findings.length).toBeGreaterThan(0);
  const text = renderHtml([{ report, sources }], NOWHERE);
  expect(text.length).toBeLessThan(100_000);
  expect(text).toMatch(/class="line hit"[^]*?&#34;delete&#34;/);
});

test("it grows with the document, not faster", async () => {
  const api = (count: number): object =>
    document(
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `/things${1000 + index}/{job_id}`,
          { ...jobParameter, get: operation(`read${1000 + index}`), put: operation(`replace${1000 + index}`) },
        ]),
      ),
    );
  const sizes = await Promise.all([50, 550].map(async (count) => page(await pageDocument(api(count))).length));
  // The rest of the page is the same: what 500 resources more cost, each.
  expect((sizes[1]! - sizes[0]!) / 500 / 2).toBeLessThan(1100);
});

describe("--source-url", () => {
  const link = sourceUrl("https://git.example.com/a/blob/main/{file}#L{line}");

  test("leads to file and line, each part of the path encoded", () => {
    expect(link({ file: "api/a b#.yml", line: 7, column: 1 })).toBe(
      "https://git.example.com/a/blob/main/api/a%20b%23.yml#L7",
    );
    expect(link({ file: "$&.yml", line: 7, column: 1 })).toBe("https://git.example.com/a/blob/main/%24%26.yml#L7");
  });

  test("is nowhere for files outside the folder", () => {
    for (const file of ["../schema.yml", "/etc/schema.yml", "https://example.com/schema.yml"])
      expect(link({ file, line: 1, column: 1 }), file).toBeUndefined();
  });

  test.for(["javascript:alert({file})", "{file}#{line}", "https://example.com/#L{line}"])(
    "%s is refused",
    (template) => {
      expect(() => sourceUrl(template)).toThrow("write a web address with {file} and {line} in it");
    },
  );
});

describe("hostile documents", { tags: ["hostile"] }, () => {
  test("are all there", () => {
    expect(hostileFiles).toHaveLength(78);
  });

  test.for(hostileFiles)("%s is drawn safely, or refused", async (file) => {
    const drawn = await reportDocument(jobFor(join(hostileFolder(), file)), { cwd: hostileFolder() }).catch(
      (error: unknown) => {
        if (error instanceof RefusedError) return undefined;
        throw error;
      },
    );
    const text = drawn ? page(drawn) : "";
    expect(text.replaceAll("\n", "")).not.toMatch(UNSEEN);
    expect(tagNames(text).filter((name) => !allowed.has(name))).toEqual([]);
    expect(text.match(/<script/g) ?? []).toHaveLength(drawn ? 1 : 0);
    expect(text).not.toMatch(/<[^>]* on\w+=/);
  });
});
