/** Two people and one note: read, write, write with a tag that is no longer current, write again, delete. */
import { onEvent, UsageError } from "ifmatch/runtime";
import type { ChangeResult, NotesApi } from "./notes.js";
import type { ForeignServer } from "./servers.js";

/** What the generated client said, as cells of a table. */
export interface Told {
  readonly tag: string;
  readonly readAgain: string;
  readonly write: string;
  readonly staleWrite: string;
  readonly writeAgain: string;
  readonly removal: string;
  readonly events: string;
}

/** How one server answers, in the words of the client that talks to it. */
export async function tell(api: NotesApi, server: ForeignServer): Promise<Told> {
  const heard = new Set<string>();
  const person = (): ReturnType<NotesApi["createClient"]> =>
    api.createClient({
      baseUrl: server.url,
      headers: server.headers,
      events: onEvent((event) => {
        if (event.type !== "sent" && event.type !== "answered") heard.add(`\`${event.type}\``);
      }),
    });
  const [ann, bob] = [person(), person()];
  const ofNote = { path: { note_id: server.note } };
  const read = async (client: typeof ann) => {
    const result = await api.noteRetrieve(client, ofNote);
    if (result.kind !== "ok") throw new Error(`GET: ${result.kind}`);
    return result;
  };

  const [seenByAnn, seenByBob] = [await read(ann), await read(bob)];
  const again = await read(bob);
  const write = await api.noteUpdate(ann, { ...ofNote, body: { text: "by Ann" }, ifMatch: seenByAnn });
  const stale = await api.noteUpdate(bob, { ...ofNote, body: { text: "by Bob, late" }, ifMatch: seenByBob });
  const kept = (await read(bob)).data.text;
  const second = await writeAgain(api, ann, server, write);
  const latest = await read(bob);
  const removal = await api.noteDestroy(bob, { ...ofNote, ifMatch: latest });
  const gone = await api.noteRetrieve(bob, ofNote);
  return {
    tag: seenByAnn.etag === null ? "none" : seenByAnn.etag.startsWith("W/") ? "weak" : "strong",
    readAgain: again.revalidated ? "304" : "200",
    write: `\`${write.kind}\`, ${write.kind === "ok" && write.etag !== null ? "tag" : "no tag"}`,
    staleWrite: `\`${stale.kind}\`${kept === "by Ann" ? "" : ": Ann's text is lost"}`,
    writeAgain: second,
    removal: gone.status === 404 ? `\`${removal.kind}\`` : `\`${removal.kind}\`, and it is still there`,
    events: [...heard].sort().join(", ") || "none",
  };
}

/** Another change by the one who wrote, with what the answer to the first said. */
async function writeAgain(
  api: NotesApi,
  client: ReturnType<NotesApi["createClient"]>,
  { note }: ForeignServer,
  write: ChangeResult,
): Promise<string> {
  const ofNote = { path: { note_id: note }, body: { text: "by Ann, once more" } };
  if (write.kind !== "ok") throw new Error(`PUT with the current tag: ${write.kind}`);
  try {
    return `\`${(await api.noteUpdate(client, { ...ofNote, ifMatch: write })).kind}\``;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const read = await api.noteRetrieve(client, ofNote);
    if (read.kind !== "ok") throw new Error(`GET: ${read.kind}`, { cause: error });
    return `\`${error.code}\`; read again: \`${(await api.noteUpdate(client, { ...ofNote, ifMatch: read })).kind}\``;
  }
}
