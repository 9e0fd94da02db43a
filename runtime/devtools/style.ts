/** The looks of the panel. `light-dark` follows the `color-scheme` of the page. */
export const style = `
:host { all: initial; display: block; color-scheme: inherit; }
:host(.docked) { position: fixed; inset: auto 0 0; height: min(20rem, 45vh); z-index: 2147483000; }
section {
  --line: light-dark(#d5d9e0, #3a4150);
  --quiet: light-dark(#555e6d, #aab2c0);
  --good: light-dark(#0b6b3a, #6fdc9f);
  --bad: light-dark(#a3221a, #ff9d94);
  box-sizing: border-box; height: 100%; display: flex; flex-direction: column;
  font: 13px/1.4 ui-sans-serif, system-ui, sans-serif;
  color: light-dark(#1b2130, #e8ebf1); background: light-dark(#fff, #171b24);
  border-top: 1px solid var(--line);
}
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; padding: .25rem .75rem; }
h2 { font-size: 1em; margin: 0; }
p { margin: 0; flex: 1; color: var(--quiet); }
button {
  font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 4px;
  padding: .125rem .75rem; min-height: 28px; cursor: pointer;
}
:focus-visible { outline: 2px solid light-dark(#1a56c4, #8ab4ff); outline-offset: -2px; }
div { flex: 1; overflow: auto; border-top: 1px solid var(--line); }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem; }
th { position: sticky; top: 0; background: light-dark(#f1f3f6, #212733); font-weight: 600; }
td { border-bottom: 1px solid var(--line); }
td:first-child { overflow-wrap: anywhere; }
small { color: var(--quiet); font-size: 1em; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.good { color: var(--good); }
.bad { color: var(--bad); }
ul { margin: 0; padding: 0; list-style: none; }
`;
