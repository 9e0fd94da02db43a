import { unwrap } from "ifmatch/runtime";
import { openDraft } from "ifmatch/runtime/draft";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Doc, docClient, docPatch, docRead, docServer, one } from "./record.js";

/*
 * Whatever a person types, others save, and the network loses or delays, in any order: what was typed last reaches the
 * server, unless the person decided for the other side, and nobody's change is replaced by a person who has not seen it.
 */

const fields = ["name", "notes"] as const;
type Field = (typeof fields)[number];

type Act =
  | { readonly kind: "type" | "other"; readonly field: Field }
  | { readonly kind: "decide"; readonly side: "mine" | "theirs" }
  | { readonly kind: "fate"; readonly fate: "lost" | "carried out, lost" | "held" }
  | { readonly kind: "save" | "notice" | "rebase" | "release" };

const field = fc.constantFrom(...fields);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("type" as const), field }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("other" as const), field }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("save", "save", "notice", "rebase", "release") }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("decide" as const), side: fc.constantFrom("mine", "theirs") }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("fate" as const),
      fate: fc.constantFrom("lost", "carried out, lost", "held"),
    }),
  },
);

const settle = (): Promise<void> => new Promise((done) => void setImmediate(done));

/** One person with a draft, others, and a server that writes down who wrote what. */
async function play(acts: readonly Act[], resend: number): Promise<readonly string[]> {
  const problems: string[] = [];
  const server = docServer();
  const client = docClient(server);
  const reader = docClient(server);
  const draft = await openDraft(client, docRead, docPatch, one, { readOnly: ["id", "updated_at"], resend });
  let serial = 0;
  /** The values of others that the person has seen while acting on the field. */
  const seen = new Set<string>();
  const typed = new Map<Field, string>();
  const written = new Set<string>();
  const held: (() => void)[] = [];
  let fate: Extract<Act, { kind: "fate" }>["fate"] | undefined;

  const look = (name: Field): void => {
    const { base, theirs, value } = draft.getSnapshot();
    for (const version of [base.data, theirs, value]) if (version) seen.add(version[name]);
  };
  server.fate = ({ method, body, headers }, carryOut) => {
    const run = (): Response => {
      const before = server.doc;
      const response = carryOut();
      if (method !== "GET" && response.ok)
        for (const name of fields) {
          const value = (body as Partial<Doc>)[name];
          if (value === undefined) continue;
          written.add(value);
          const replaced = before[name];
          if (replaced.startsWith("other") && !seen.has(replaced) && replaced !== value)
            problems.push(`${value} replaced ${replaced}, which nobody had seen (${headers["if-match"]})`);
        }
      return response;
    };
    const now = fate;
    fate = undefined;
    if (now === "lost") throw new TypeError("Failed to fetch");
    if (now === "carried out, lost") {
      run();
      throw new TypeError("Failed to fetch");
    }
    if (now !== "held") return run();
    return new Promise((respond) => void held.push(() => respond(run())));
  };

  const decide = (side: "mine" | "theirs"): void => {
    for (const { path } of draft.getSnapshot().conflicts) {
      const name = path[0] as Field;
      look(name);
      draft.resolve(path, side);
      if (side === "theirs") typed.delete(name);
    }
  };
  const carry: { readonly [Kind in Act["kind"]]: (step: Extract<Act, { kind: Kind }>) => unknown } = {
    type: ({ field: name }) => {
      look(name);
      const value = `typed ${++serial}`;
      typed.set(name, value);
      draft.change({ [name]: value });
    },
    other: ({ field: name }) => server.changeElsewhere({ [name]: `other ${++serial}` }),
    decide: ({ side }) => decide(side),
    fate: (next) => void (fate = next.fate),
    save: () => void draft.save(),
    rebase: () => void draft.rebase(),
    notice: async () => {
      const now = fate;
      fate = undefined;
      draft.notice(unwrap(await docRead(reader, one)));
      fate = now;
    },
    release: () => held.shift()?.(),
  };
  for (const step of acts) {
    await carry[step.kind](step as never);
    await settle();
  }
  // The network is back, and the person decides for what they typed.
  fate = undefined;
  for (let round = 0; round < 20 && draft.status !== "clean"; round++) {
    for (const release of held.splice(0)) release();
    await settle();
    decide("mine");
    await draft.save();
    if (draft.status === "unknown") await draft.rebase();
  }
  if (draft.status !== "clean") problems.push(`it ends ${draft.status}`);
  for (const [name, value] of typed) if (!written.has(value)) problems.push(`${value} (${name}) never arrived`);
  if (fields.some((name) => draft.value[name] !== draft.getSnapshot().base.data[name]))
    problems.push("clean, but edited");
  return problems;
}

it.each([0, 2])(
  "nothing typed is lost, and nothing unseen is replaced (resend: %d)",
  { tags: ["at-length"] },
  async (resend) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
        expect(await play(acts, resend)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  },
);
