/**
 * The generated client against servers that know nothing of it. What it says is the first table of docs/servers.md;
 * what `ifmatch verify` finds is the second. `RECORD=true npx vitest run test/servers/foreign.test.ts` writes both.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { repository } from "../corpus/corpus.js";
import { modelOf } from "../model/model-of.js";
import { check, failing } from "../verify/verifying.js";
import { loadNotesApi, notesDocument } from "./foreign/notes.js";
import { foreignServers } from "./foreign/servers.js";
import { tell } from "./foreign/story.js";

const page = join(repository, "docs/servers.md");
const recording = process.env["RECORD"] === "true";
const recorded: (readonly [block: string, server: string, row: string])[] = [];

/** The row of a server in the table between `<!-- block -->` and `<!-- /block -->`. */
function rowOf(block: string, server: string): string | undefined {
  const table = readFileSync(page, "utf8").split(`<!-- ${block} -->`)[1]?.split(`<!-- /${block} -->`)[0] ?? "";
  return table.split("\n").find((line) => line.startsWith(`| ${server} |`));
}

function compare(block: string, server: string, cells: readonly string[]): void {
  const row = `| ${[server, ...cells].join(" | ")} |`;
  if (recording) recorded.push([block, server, row]);
  else expect(rowOf(block, server), "RECORD=true writes what came out").toBe(row);
}

afterAll(() => {
  let text = readFileSync(page, "utf8");
  for (const block of recording ? ["client", "verify"] : []) {
    const rows = recorded.flatMap(([of, , row]) => (of === block ? [row] : []));
    text = text.replace(
      new RegExp(`(<!-- ${block} -->\n\n(?:\\|.*\n){2})(?:\\|.*\n)*`),
      (_, head: string) => `${head}${rows.join("\n")}\n`,
    );
  }
  if (recording) writeFileSync(page, text);
});

describe("A12: what the generated client says of each server stands in docs/servers.md", () => {
  test.for(foreignServers)("%s", async ([name, start, comparesIfMatch]) => {
    const told = await tell(await loadNotesApi(), await start());
    expect(told.staleWrite).toBe(comparesIfMatch ? "`precondition-failed`" : "`ok`: Ann's text is lost");
    compare("client", name, [
      told.tag,
      told.readAgain,
      told.write,
      told.staleWrite,
      told.writeAgain,
      told.removal,
      told.events,
    ]);
  });
});

describe("A12: what `ifmatch verify` finds stands there, too", () => {
  test.for(foreignServers)("%s", async ([name, start, comparesIfMatch]) => {
    const server = await start();
    const report = await check(await modelOf(notesDocument), {
      url: server.url,
      headers: server.headers,
      fixtures: [{ parameter: "note_id", value: server.note }],
      write: true,
    });
    expect(report.leftovers).toEqual([]);
    // How a race ends at nephele, which compares and writes in two steps, is up to the file system.
    const found = failing(report).filter((id) => !(name === "nephele" && id === "parallel-writers"));
    expect(found.includes("stale-tag"), "what the client cannot see, this does").toBe(!comparesIfMatch);
    compare("verify", name, [found.map((id) => `\`${id}\``).join(", ") || "nothing"]);
  });
});
