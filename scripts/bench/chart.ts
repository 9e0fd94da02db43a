/** Charts as SVG, which follow the reader's light or dark theme. */

export interface Chart {
  readonly title: string;
  /** From left to right. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly label: (x: number) => string;
}

const [width, height, left, bottom, top] = [640, 260, 44, 32, 36] as const;

const style =
  "text{font:12px system-ui,sans-serif;fill:#1f2328}line{stroke:#d0d7de}polyline{fill:none;stroke:#0969da;stroke-width:2}" +
  "@media(prefers-color-scheme:dark){text{fill:#e6edf3}line{stroke:#30363d}polyline{stroke:#58a6ff}}";

/** A line; the vertical axis begins at 0, so that growth is seen as what it is. */
export function lineChart({ title, points, label }: Chart): string {
  const widest = Math.max(...points.map(([x]) => x), 1);
  const most = niceAbove(Math.max(...points.map(([, y]) => y)));
  const x = (value: number): number => round(left + (value / widest) * (width - left - 24));
  const y = (value: number): number => round(height - bottom - (value / most) * (height - bottom - top));
  const rows = [0, most / 2, most].map(
    (value) =>
      `<line x1="${left}" x2="${width - 16}" y1="${y(value)}" y2="${y(value)}"/><text x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
  );
  const columns = [0, widest / 2, widest].map(
    (value) => `<text x="${x(value)}" y="${height - 10}" text-anchor="middle">${label(value)}</text>`,
  );
  const path = points.map(([a, b]) => `${x(a)},${y(b)}`).join(" ");
  const parts = [`<text x="${left}" y="20">${title}</text>`, ...rows, ...columns, `<polyline points="${path}"/>`];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><style>${style}</style>${parts.join("")}</svg>\n`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The next of 1, 2, 5, 10, 20, … */
function niceAbove(value: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((factor) => factor * step).find((one) => one >= value)!;
}
