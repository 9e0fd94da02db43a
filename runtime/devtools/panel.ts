import type { Client, Events } from "../pipeline.js";
import type { LoggedCall } from "./call.js";
import { type LogTotals, requestLog } from "./log.js";
import { style } from "./style.js";

export interface DevtoolsOptions {
  /** The element to fill; without it, the lower edge of the window. */
  readonly parent?: Element | undefined;
  /** Called when it has been closed, whichever way. */
  readonly onClose?: (() => void) | undefined;
}

/** The request log as it is shown. */
export interface Devtools {
  readonly close: () => void;
}

/**
 * Shows what a client does from now on: each call with its status, what a 304 saved, waits, retries and what recovery
 * found. Plain DOM in a shadow root. Given the client, or its `events`.
 *
 * @throws {UsageError} with the code `no-events` for a client without `events`.
 */
export function openDevtools(source: Client | Pick<Events, "subscribe">, options: DevtoolsOptions = {}): Devtools {
  const { parent, onClose } = options;
  const log = requestLog(source);
  const before = document.activeElement;
  const host = document.createElement("div");
  if (!parent) host.className = "docked";
  else host.style.height = "100%";
  const { section, totals, rows, close: closing, clear } = panel();
  const rowOf = new Map<number, Row>();
  const show = (): void => {
    const { calls, totals: sums } = log.getSnapshot();
    totals.textContent = summary(sums);
    const listed = new Set(calls.map(({ call }) => call));
    for (const [call, row] of rowOf) {
      if (listed.has(call)) continue;
      row.element.remove();
      rowOf.delete(call);
    }
    for (const call of calls) update(call);
  };
  const update = (call: LoggedCall): void => {
    const known = rowOf.get(call.call);
    if (known?.shown === call) return;
    const element = known?.element ?? document.createElement("tr");
    element.replaceChildren(...cells(call));
    // The newest comes first.
    if (!known) rows.prepend(element);
    rowOf.set(call.call, { element, shown: call });
  };
  let isOpen = true;
  let frame = 0;
  const end = log.subscribe(() => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      show();
    });
  });
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = host.shadowRoot?.activeElement != null;
    end();
    log.stop();
    cancelAnimationFrame(frame);
    host.remove();
    if (hadFocus && before instanceof HTMLElement) before.focus();
    onClose?.();
  };
  closing.addEventListener("click", close);
  clear.addEventListener("click", log.clear);
  section.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  root.append(section);
  (parent ?? document.body).append(host);
  show();
  return { close };
}

interface Row {
  readonly element: HTMLTableRowElement;
  readonly shown: LoggedCall;
}

/** The panel without a row. */
function panel() {
  const section = make("section", { "aria-label": "Request log" });
  const totals = make("p", {});
  const clear = make("button", { type: "button" }, "Clear");
  const close = make("button", { type: "button" }, "Close");
  const rows = make("tbody", {});
  const heads = columns.map(([name, kind]) => make("th", { scope: "col", class: kind }, name));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), rows);
  // Without a tabindex, nobody without a mouse could scroll it.
  const list = make("div", { tabindex: "0", role: "group", "aria-label": "Requests, the newest first" }, table);
  section.append(make("header", {}, make("h2", {}, "Request log"), totals, clear, close), list);
  return { section, totals, rows, clear, close };
}

const columns = [
  ["Request", ""],
  ["Status", ""],
  ["Time", "number"],
  ["Size", "number"],
  ["Saved", "number"],
  ["What happened", ""],
] as const;

function cells(call: LoggedCall): HTMLElement[] {
  const { method, path, operation, resource, key, since, until, bytes, savedBytes, notes } = call;
  const what = path === undefined ? (operation ?? "") : `${method} ${path}`;
  const record = resource === undefined ? "" : ` ${resource} ${key ?? ""}`;
  const { text, kind } = statusOf(call);
  const texts = notes.map((note) => make("li", {}, note));
  return [
    make("td", {}, what, make("small", {}, record)),
    make("td", { class: kind }, text),
    make("td", { class: "number" }, `${Math.round(until - since)} ms`),
    make("td", { class: "number" }, sizeOf(bytes)),
    make("td", { class: savedBytes > 0 ? "number good" : "number" }, sizeOf(savedBytes)),
    make("td", {}, ...(texts.length > 0 ? [make("ul", {}, ...texts)] : [])),
  ];
}

function statusOf({ state, status }: LoggedCall): { readonly text: string; readonly kind: string } {
  if (state === "answered")
    return { text: String(status), kind: status! >= 400 ? "bad" : status === 304 ? "good" : "" };
  if (state === "sent") return { text: "…", kind: "" };
  return { text: state === "told" ? "" : state, kind: state === "lost" ? "bad" : "" };
}

const sizeOf = (bytes: number): string =>
  bytes === 0 ? "" : bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;

const summary = ({ requests, revalidated, bytes, savedBytes }: LogTotals): string =>
  `${requests} requests, ${revalidated} answered by 304, ${sizeOf(bytes) || "0 B"} received, ${sizeOf(savedBytes) || "0 B"} saved`;

/** An element with attributes; texts become text nodes, so that nothing in them is markup. */
function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}
