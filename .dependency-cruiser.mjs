import { readFileSync } from "node:fs";

/**
 * No import circles, and no import that runs upwards: ARCHITECTURE.md has the rooms in order, in the table below
 * "Rooms" (a row: `path` | what it is for), and a room imports only from rows below its own. Types count as well.
 */
const text = readFileSync(new URL("ARCHITECTURE.md", import.meta.url), "utf8");
const section = text.split(/^## Rooms$/m)[1]?.split(/^## /m)[0] ?? "";
/** Rows in order; the rooms of one row do not import each other. */
const rows = [...section.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)].map(([, cell]) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path),
);
if (rows.length < 10) throw new Error("ARCHITECTURE.md: the table of rooms was not found.");

const pattern = (path) => `^${path.replace(/[.]/g, "\\.")}${path.endsWith("/") ? "" : "$"}`;
const rooms = rows.flat();

/** A file may stand in a room of its own inside a larger one: the longest path that fits is its room. */
const insideOf = (path) =>
  rooms.filter((other) => other !== path && other.startsWith(path) && path.endsWith("/")).map(pattern);

const upwards = rows.flatMap((row, index) =>
  row.map((room) => {
    const above = [...rows.slice(0, index).flat(), ...row.filter((other) => other !== room)];
    const inner = insideOf(room);
    return {
      name: `no-upward-import: ${room}`,
      comment: `${room} stands in row ${index + 1} of the rooms in ARCHITECTURE.md and may import only from the rows below.`,
      severity: "error",
      from: { path: pattern(room), ...(inner.length > 0 && { pathNot: inner }) },
      to: {
        path: above.length > 0 ? above.map(pattern) : ["^$"],
        ...(above.some((other) => room.startsWith(other)) && { pathNot: [pattern(room)] }),
      },
    };
  }),
);

export default {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-room",
      comment: "A file outside of every room: add its room to the table in ARCHITECTURE.md.",
      severity: "error",
      from: { path: "^(generator|runtime)/", pathNot: rooms.map(pattern) },
      to: {},
    },
    {
      name: "no-unresolved-import",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, path: "^\\." },
    },
    ...upwards,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules|^runtime/dist/" },
  },
};
