/** The style sheet. Every pair of colours holds 4.5 to 1 in light and dark; test/report/browser.test.ts measures it. */
export const style = `:root {
  color-scheme: light dark;
  --paper: #faf9f6; --card: #fff; --ink: #1d1c1a; --soft: #5a564f; --line: #dfdbd3; --strong: #b9b3a7;
  --link: #1b4f80; --focus: #1b4f80; --hit: #fdf3d6;
  --required: #dbeee2; --required-ink: #14492b; --required-line: #4d9a6c;
  --optional: #f1f1cf; --optional-ink: #46480a; --optional-line: #a3a63f;
  --unprotected: #fbe0d8; --unprotected-ink: #862310; --unprotected-line: #d0694f;
  --retrieval: #dde9f6; --retrieval-ink: #173f6b; --retrieval-line: #7fa6cf;
  --creation: #e9e4f5; --creation-ink: #432e7a; --creation-line: #9d8acb;
  --decided: #ebe9e4; --decided-ink: #47443e; --decided-line: #b3ada2;
  --outside: transparent; --outside-ink: #5a564f; --outside-line: #dfdbd3;
  --error: #a3210b; --warning: #7a4d00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #151617; --card: #1c1e20; --ink: #e9e6e1; --soft: #aca79e; --line: #34373a; --strong: #5b5f63;
    --link: #93c0ee; --focus: #93c0ee; --hit: #35301c;
    --required: #163324; --required-ink: #a6dfbf; --required-line: #3c8159;
    --optional: #31330f; --optional-ink: #dade92; --optional-line: #7a7d33;
    --unprotected: #42201a; --unprotected-ink: #ffb8a6; --unprotected-line: #a8503d;
    --retrieval: #1a2e45; --retrieval-ink: #aacff4; --retrieval-line: #43698f;
    --creation: #2c2544; --creation-ink: #cec1f6; --creation-line: #65559a;
    --decided: #2a2b2d; --decided-ink: #c6c2bb; --decided-line: #54585c;
    --outside: transparent; --outside-ink: #aca79e; --outside-line: #34373a;
    --error: #ff9a85; --warning: #e9bd6b;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 84rem; padding: 2rem clamp(1rem, 3vw, 2.5rem) 4rem; }
code, pre, .place, .method { font: 0.87em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
code, .place { overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
h1 { margin: 0; font-size: 0.8rem; font-weight: 600; letter-spacing: 0.09em; text-transform: uppercase; color: var(--soft); }
h2 { margin: 0.2rem 0 0; font-size: 2rem; line-height: 1.15; font-weight: 650; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 small, h3 small, .group small { font-size: 0.62em; font-weight: 400; letter-spacing: 0; color: var(--soft); }
h3 small, .group small { font-size: 0.85em; }
h3 { margin: 3rem 0 0.8rem; font-size: 1.25rem; font-weight: 650; letter-spacing: -0.005em; }
h4 { margin: 0; font-size: 1rem; font-weight: 600; }
p { margin: 0.4rem 0; max-width: 75ch; }
.file { color: var(--soft); }
.client { color: var(--soft); font-weight: 400; }
.document + .document { margin-top: 4rem; border-top: 3px double var(--line); padding-top: 2rem; }
.skip { position: absolute; left: -100vw; top: 0; padding: 0.6rem 1rem; background: var(--card); z-index: 3; }
.skip:focus { left: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
nav ul, .counts { list-style: none; margin: 1.2rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; }
.summary { margin-top: 1.6rem; border-top: 1px solid var(--strong); padding-top: 1rem; }
.headline { margin: 0; max-width: none; font-size: 1.4rem; line-height: 1.3; }
.bar { display: block; width: 100%; height: 0.7rem; margin: 0.7rem 0; border-radius: 2px; }
.bar .required { fill: var(--required-line); }
.bar .optional { fill: var(--optional-line); }
.bar .unprotected { fill: var(--unprotected-line); }
.counts { margin-top: 0; color: var(--soft); }
.plain > summary { color: var(--soft); cursor: pointer; width: fit-content; }
.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0.9rem 2rem; margin: 0; }
.legend dt { font-weight: 600; }
.legend dd { margin: 0.1rem 0 0; color: var(--soft); font-size: 0.93em; }
.letter { display: inline-block; min-width: 1.5em; padding: 0 0.3em; border: 1px solid; border-radius: 3px; text-align: center; font: 700 0.8em/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.required { --tint: var(--required); --text: var(--required-ink); --edge: var(--required-line); }
.optional { --tint: var(--optional); --text: var(--optional-ink); --edge: var(--optional-line); }
.unprotected { --tint: var(--unprotected); --text: var(--unprotected-ink); --edge: var(--unprotected-line); }
.retrieval { --tint: var(--retrieval); --text: var(--retrieval-ink); --edge: var(--retrieval-line); }
.creation { --tint: var(--creation); --text: var(--creation-ink); --edge: var(--creation-line); }
.decided { --tint: var(--decided); --text: var(--decided-ink); --edge: var(--decided-line); }
.outside { --tint: var(--outside); --text: var(--outside-ink); --edge: var(--outside-line); }
.letter { background: var(--tint); color: var(--text); border-color: var(--edge); }
.filter { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.5rem 1.4rem; margin-bottom: 0.8rem; color: var(--soft); }
.filter[hidden] { display: none; }
.filter p { margin: 0; }
input, select { max-width: 100%; padding: 0.25rem 0.5rem; border: 1px solid var(--strong); border-radius: 4px; background: var(--card); color: var(--ink); font: inherit; }
::placeholder { color: var(--soft); opacity: 1; }
.scroll { position: relative; overflow: auto; max-height: 92vh; border: 1px solid var(--line); border-radius: 6px; background: var(--card); }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
caption { padding: 0.6rem 0.9rem; text-align: left; color: var(--soft); font-size: 0.93em; }
caption span { position: sticky; left: 0.9rem; display: block; width: fit-content; max-width: calc(100vw - 4.5rem); }
th, td { padding: 0.45rem 0.9rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--card); border-bottom: 1px solid var(--strong); font-size: 0.87em; font-weight: 600; color: var(--soft); white-space: nowrap; }
th[scope="row"], thead th:first-child { position: sticky; left: 0; z-index: 1; background: var(--card); }
thead th:first-child { z-index: 2; }
.matrix th[scope="row"] { min-width: 11rem; max-width: 14rem; border-right: 1px solid var(--line); }
.group th { padding-top: 1.1rem; background: var(--paper); font-weight: 600; }
.group th span { position: sticky; left: 0.9rem; }
.name { display: block; font-weight: 600; }
.key { color: var(--soft); }
.note { color: var(--soft); font-size: 0.87em; }
.chip { position: relative; display: inline-flex; align-items: baseline; gap: 0.3em; margin: 0 0.35rem 0.35rem 0; padding: 0.1rem 0.4rem 0.1rem 0.05rem; border: 1px solid var(--edge); border-radius: 4px; background: var(--tint); color: var(--text); text-decoration: none; max-width: 100%; }
.matrix td { padding-right: 0.2rem; padding-left: 0.5rem; }
.matrix thead th:not(:first-child) { padding-left: 0.5rem; padding-right: 0.2rem; }
td .chip { display: flex; width: max-content; max-width: 14rem; margin-right: 0; }
.chip .letter { border-color: transparent; background: none; }
.chip.optional { border-style: dashed; }
.chip:hover { border-color: var(--text); }
.chip code { text-decoration: none; }
.badge { font-size: 0.85em; font-weight: 600; white-space: nowrap; }
.badge.error, .error .severity { color: var(--error); }
.badge.warning, .warning .severity { color: var(--warning); }
.chip .badge { margin-left: auto; color: inherit; }
.numbers a { display: inline-block; min-width: 1.2em; padding: 0 0.15em; }
.tags .bar { width: 8rem; margin: 0.45em 0; }
.tags td { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.tags th:nth-child(n + 4) { text-align: right; }
.findings { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; counter-reset: finding; }
.findings > li { padding: 0.9rem 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--edge); border-radius: 6px; background: var(--card); counter-increment: finding; }
.findings > li > h4::before { content: counter(finding) "."; color: var(--soft); margin-right: 0.4em; font-weight: 400; }
.findings .error { --edge: var(--error); }
.findings .warning { --edge: var(--warning); }
.findings h4 a { font-weight: 400; }
.findings p { overflow-wrap: anywhere; }
.help { color: var(--soft); }
.help::before { content: "\\2192" / ""; margin-right: 0.5em; }
.about { max-width: none; margin: 0.7rem 0 0.2rem; color: var(--soft); }
pre { overflow-x: auto; margin: 0.5rem 0; padding: 0.5rem 0; border: 1px solid var(--line); border-radius: 4px; background: var(--paper); white-space: pre; }
pre code { display: block; width: max-content; min-width: 100%; font-size: 1em; overflow-wrap: normal; }
.line { display: block; padding-right: 0.8rem; }
.gutter { color: var(--soft); padding: 0 0.4rem; border-right: 1px solid var(--line); margin-right: 0.8rem; user-select: none; }
.hit { background: var(--hit); }
.hit .gutter { color: var(--ink); font-weight: 600; }
:target { scroll-margin-top: 2rem; }
li:target, details:target, .line:target { outline: 2px solid var(--focus); outline-offset: 1px; }
.operations { margin: 0 0 1.6rem; }
.operations h4 { margin-bottom: 0.4rem; overflow-wrap: anywhere; }
.operations h4 code { color: var(--soft); font-weight: 400; }
.operations details { border: 1px solid var(--line); border-bottom-width: 0; background: var(--card); }
.operations details:last-child { border-bottom-width: 1px; }
.operations summary { padding: 0.4rem 0.9rem; cursor: pointer; }
.operations summary .standing { color: var(--soft); }
.operations summary .badge { margin-left: 0.5em; }
.operations details .badge.error { color: var(--error); }
.method { font-weight: 600; }
.operations dl { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: 0.3rem 1rem; margin: 0; padding: 0.3rem 0.9rem 0.9rem 2rem; }
.operations dt { color: var(--soft); }
.operations dd { margin: 0; overflow-wrap: anywhere; }
dd ul { margin: 0; padding: 0; list-style: none; }
footer { margin-top: 4rem; color: var(--soft); font-size: 0.93em; }
@media (max-width: 40rem) {
  body { padding-top: 1.2rem; }
  h2 { font-size: 1.5rem; }
  .headline { font-size: 1.15rem; }
  th, td { padding: 0.4rem 0.55rem; }
  .matrix th[scope="row"] { min-width: 7.5rem; max-width: 9.5rem; }
  .operations dl { grid-template-columns: minmax(0, 1fr); gap: 0; padding-left: 0.9rem; }
  .operations dd { margin-bottom: 0.5rem; }
}
@media print {
  :root { color-scheme: light; }
  html { font-size: 11px; }
  body { max-width: none; padding: 0; }
  nav, .filter, .skip { display: none; }
  .scroll { overflow: visible; max-height: none; }
  thead th, th[scope="row"] { position: static; }
  .chip, .letter, .bar, .hit { print-color-adjust: exact; }
  tr, .findings > li, .operations details { break-inside: avoid; }
}
`;
