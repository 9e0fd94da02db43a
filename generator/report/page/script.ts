/** What the page does better with a script: it filters, and opens what a link leads to. Nothing needs it. */
export const script = `"use strict";
for (const form of document.querySelectorAll("form.filter")) {
  const [input, select, status] = ["input", "select", "p"].map((name) => form.querySelector(name));
  const groups = [...form.parentElement.querySelectorAll("tbody")].map((body) => ({
    body,
    rows: [...body.querySelectorAll("tr.resource")].map((row) => ({
      row, text: row.textContent.toLowerCase(), marks: row.dataset.marks.split(" "),
    })),
  }));
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const apply = () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const { body, rows } of groups) {
      let here = 0;
      for (const { row, text, marks } of rows) {
        row.hidden = !(words.every((word) => text.includes(word)) && (!select.value || marks.includes(select.value)));
        if (!row.hidden) here++;
      }
      body.hidden = here === 0;
      shown += here;
    }
    status.textContent = shown + " of " + total + (total === 1 ? " resource" : " resources");
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}
const follow = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  const details = target.closest("details");
  if (details) details.open = true;
  if (target === details) target.querySelector("summary").focus();
  target.scrollIntoView();
};
addEventListener("hashchange", follow);
follow();
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of closed) details.open = false;
});
`;
