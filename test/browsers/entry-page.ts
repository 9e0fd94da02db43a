/** What a page of `between.test.ts` has as its global `page`: one entry, and what a person or a program does to it. */
import { createClient, edit, lanes, resendOnce } from "ifmatch/runtime";
import { entryIncrement, entryPatch, entryPut, entryRetrieve } from "../faults/entry-operations.js";

export type Act = "patch" | "put" | "action" | "edit";

/** What the page learns of its change. */
export interface Told {
  readonly kind: string;
  /** A person is shown that somebody else changed the record. */
  readonly conflict: boolean;
}

const ofEntry = { path: { id: 1 } };

function newClient(): ReturnType<typeof createClient> {
  const options = { baseUrl: location.origin, lanes: lanes(), recover: resendOnce({ delay: 1 }) };
  return createClient({ servers: [] }, options);
}

/** Reads the entry, calls `then`, and changes what was read. */
export async function change(act: Act, then: string): Promise<Told> {
  const client = newClient();
  const read = await entryRetrieve(client, ofEntry);
  if (read.kind !== "ok") throw new Error(read.message);
  await fetch(then);
  const value = (read.data.value as number) + 1;
  const changing = { ...ofEntry, ifMatch: read };
  const result =
    act === "edit"
      ? await edit(client, entryRetrieve, entryPatch, ofEntry, (entry) => ({ value: (entry.value as number) + 1 }), {
          base: 1,
        })
      : act === "action"
        ? await entryIncrement(client, changing)
        : await (act === "put" ? entryPut : entryPatch)(client, { ...changing, body: { value } });
  if (result.kind !== "precondition-failed") return { kind: result.kind, conflict: false };
  const reloaded = await result.reload();
  return { kind: result.kind, conflict: !(reloaded.kind === "ok" && reloaded.holdsChange) };
}

/** Calls `before`, and reads the entry; a kind, or the name of what was thrown. */
export async function readAfter(before: string): Promise<string> {
  await fetch(before);
  return entryRetrieve(newClient(), ofEntry).then(
    ({ kind }) => kind,
    (error: unknown) => (error as Error).name,
  );
}
