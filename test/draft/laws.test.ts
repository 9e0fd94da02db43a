import { unwrap } from "ifmatch/runtime";
import { openDraft } from "ifmatch/runtime/draft";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Doc, docClient, docPatch, docRead, docServer, type Line, one } from "./record.js";

/*
 * Whatever a person types, discards and undoes, others save, and the network loses or delays, in any order: what was
 * typed last reaches the server, unless the person decided for the other side or dropped it; what was dropped before it
 * was sent does not; nobody's change is replaced by a person who has not seen it; and nothing is sent for the next user.
 */

const texts = ["name", "notes"] as const;
const ids = [1, 2] as const;
type Place = (typeof texts)[number] | (typeof ids)[number];

/** A new text, or one of a few that others write, too, the first one and one that the server trims among them. */
type Value = "new" | "first" | "same" | "same ";

type Fate = "lost" | "carried out, lost" | "held" | "busy";

type Act =
  | { readonly kind: "type" | "other"; readonly place: Place; readonly value: Value }
  | { readonly kind: "decide"; readonly side: "mine" | "theirs" }
  /** What becomes of the next request, or of this save. */
  | { readonly kind: "fate"; readonly fate: Fate }
  | { readonly kind: "attempt"; readonly fate: Fate }
  | { readonly kind: "save" | "notice" | "rebase" | "release" | "discard" | "reopen" };

const place = fc.constantFrom<Place>(...texts, ...ids);
const value = fc.constantFrom<Value>("new", "new", "first", "same", "same ");
const fates = fc.constantFrom<Fate>("lost", "carried out, lost", "held", "busy");
const only = <Kind extends Act["kind"]>(...kinds: readonly Kind[]): fc.Arbitrary<{ kind: Kind }> =>
  fc.record({ kind: fc.constantFrom(...kinds) });
const edit = (kind: "type" | "other"): fc.Arbitrary<Act> => fc.record({ kind: fc.constant(kind), place, value });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: edit("type") },
  { weight: 6, arbitrary: edit("other") },
  { weight: 8, arbitrary: only("save", "save", "notice", "rebase", "release") },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("decide"), side: fc.constantFrom("mine", "theirs") }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom<"fate" | "attempt">("fate", "attempt"), fate: fates }) },
  { weight: 2, arbitrary: only("discard", "reopen") },
);

const settle = (): Promise<void> => new Promise((done) => void setImmediate(done));

const at = (doc: Partial<Doc> | undefined, where: Place): string | number | undefined =>
  typeof where === "string" ? doc?.[where] : doc?.lines?.find(({ id }) => id === where)?.quantity;
const withLine = (lines: readonly Line[], id: number, quantity: number): Line[] =>
  lines.map((line) => (line.id === id ? { ...line, quantity } : line));
const trimmed = (text: string | number | undefined): string | number | undefined =>
  typeof text === "string" ? text.trim() : text;

class Play {
  readonly problems: string[] = [];
  readonly server = docServer();
  client = docClient(this.server);
  page = 0;
  readonly reader = docClient(this.server);
  draft!: Awaited<ReturnType<Play["open"]>>;
  readonly held: (() => void)[] = [];
  fate: Fate | undefined;
  serial = 0;
  /** What the person has seen or typed, by place. */
  readonly seen = new Map<Place, Set<unknown>>();
  /** What the person typed last, where nothing has overtaken it. */
  readonly typed = new Map<Place, string | number>();
  /** All that the person ever typed, by place. */
  readonly own = new Map<Place, Set<string | number>>();
  /** What the person saw where they typed, by place. Who writes it there again brings back what they meant to replace. */
  readonly basis = new Map<Place, unknown>();
  /** Values that only others wrote, by place: nobody else's typing is like them. */
  readonly foreign = new Map<Place, Set<unknown>>();
  /** What the person's saves have written, by place. */
  readonly written = new Map<Place, Set<unknown>>();
  /** What the person typed and then dropped. */
  readonly dropped = new Set<unknown>();
  /** A save of the page before may arrive yet: it is another person's. */
  hasLeft = false;
  readonly resend: number;

  constructor(resend: number) {
    this.resend = resend;
    this.server.changeElsewhere({
      lines: [
        { id: 1, quantity: 0 },
        { id: 2, quantity: 0 },
      ],
    });
    this.server.fate = (request, carryOut) => this.answer(request, carryOut);
  }

  open(stored?: unknown) {
    const page = ++this.page;
    // A page that was left sends nothing more; what it has sent may arrive yet.
    const { fetch } = this.server;
    this.client = docClient(this.server, {
      fetch: (url, init) => (page === this.page ? fetch(url, init) : new Promise<never>(() => {})),
    });
    const rules = { readOnly: ["id", "updated_at"], resend: this.resend } as const;
    return openDraft(this.client, docRead, docPatch, one, { ...rules, stored });
  }

  answer({ method }: { method: string }, carryOut: () => Response): Response | Promise<Response> {
    const dropped = new Set(this.dropped);
    const run = (): Response => {
      const before = this.server.doc;
      const response = carryOut();
      if (method !== "GET" && response.ok) this.check(before, dropped);
      return response;
    };
    const { fate } = this;
    this.fate = undefined;
    if (fate === "busy") return new Response(null, { status: 500 });
    if (fate === "carried out, lost") run();
    if (fate === "lost" || fate === "carried out, lost") throw new TypeError("Failed to fetch");
    return fate === "held" ? new Promise((respond) => void this.held.push(() => respond(run()))) : run();
  }

  /** Nobody's change is replaced by a person who has not seen it, and nothing is sent that was dropped before. */
  check(before: Doc, dropped: ReadonlySet<unknown>): void {
    for (const where of [...texts, ...ids]) {
      const [replaced, now] = [at(before, where), at(this.server.doc, where)];
      this.written.set(where, (this.written.get(where) ?? new Set()).add(trimmed(now)));
      if (replaced !== now && dropped.has(now)) this.problems.push(`${now} at ${where} had been dropped`);
      if (replaced === now || !this.foreign.get(where)?.has(replaced) || this.seen.get(where)?.has(replaced)) continue;
      this.problems.push(`${now} replaced ${replaced} at ${where}, which nobody had seen`);
    }
  }

  look(where: Place): void {
    const { base, theirs, value: shown } = this.draft.getSnapshot();
    const seen = this.seen.get(where) ?? new Set();
    // Without the space at its end it is the same text: servers write it so.
    for (const version of [base.data, theirs, shown]) seen.add(at(version, where)).add(trimmed(at(version, where)));
    this.seen.set(where, seen);
  }

  make(where: Place, what: Value): string | number {
    this.serial++;
    if (typeof where === "string") return what === "new" ? `text ${this.serial}` : what;
    return what === "new" ? 100 + this.serial : what === "first" ? 0 : 7;
  }

  type({ place: where, value: what }: Extract<Act, { kind: "type" }>): void {
    this.look(where);
    if (!this.typed.has(where)) this.basis.set(where, at(this.draft.getSnapshot().base.data, where));
    const made = this.make(where, what);
    this.seen.get(where)!.add(made).add(trimmed(made));
    this.own.set(where, (this.own.get(where) ?? new Set()).add(made));
    // What is there already is no edit: also where the form still shows what was sent and then discarded.
    const { base, value: shown } = this.draft.getSnapshot();
    const isShown = made === at(shown, where) && !this.typed.has(where);
    if (made === at(base.data, where)) this.typed.delete(where);
    else if (!isShown) this.typed.set(where, made);
    this.dropped.delete(trimmed(made));
    if (typeof where === "string") this.draft.change({ [where]: made });
    else this.draft.change((doc) => ({ ...doc, lines: withLine(doc.lines, where, made as number) }));
  }

  other({ place: where, value: what }: Extract<Act, { kind: "other" }>): void {
    const made = this.make(where, what);
    this.foreign.set(where, (this.foreign.get(where) ?? new Set()).add(trimmed(made)));
    // What others write from now on has not been seen, unless it is what the person typed once (and a save that is
    // open may have written) or sees.
    const { data } = this.draft.getSnapshot().base;
    const known = [
      ...(this.own.get(where) ?? []),
      at(data, where),
      this.basis.get(where) as string | number | undefined,
    ];
    if (!known.map(trimmed).includes(trimmed(made))) this.seen.get(where)?.delete(trimmed(made));
    if (typeof where === "string") this.server.changeElsewhere({ [where]: made });
    else this.server.changeElsewhere({ lines: withLine(this.server.doc.lines, where, made as number) });
  }

  decide(side: "mine" | "theirs"): void {
    for (const conflict of this.draft.getSnapshot().conflicts) {
      const where = [...texts, ...ids].find((each) =>
        typeof each === "string" ? conflict.place[0] === each : JSON.stringify(conflict.place).includes(`"id":${each}`),
      )!;
      this.look(where);
      // What the conflict is with; `theirs` of the snapshot may be a newer version that was only noticed.
      const theirs = at(this.draft.getSnapshot().base.data, where);
      if (!this.hasLeft && !this.foreign.get(where)?.has(trimmed(theirs)))
        this.problems.push(`a conflict with oneself at ${where}`);
      this.draft.resolve(conflict, side);
      if (side === "mine") continue;
      this.typed.delete(where);
      if (at(this.draft.value, where) !== theirs) this.problems.push(`not decided at ${where}`);
    }
  }

  readonly carry: { readonly [Kind in Act["kind"]]: (step: Extract<Act, { kind: Kind }>) => unknown } = {
    type: (step) => this.type(step as Extract<Act, { kind: "type" }>),
    other: (step) => this.other(step as Extract<Act, { kind: "other" }>),
    decide: ({ side }) => this.decide(side),
    fate: ({ fate }) => void (this.fate = fate),
    attempt: (step) => {
      this.fate = step.fate;
      void this.draft.save();
    },
    save: () => void this.draft.save(),
    rebase: () => void this.draft.rebase(),
    notice: async () => {
      const { fate } = this;
      this.fate = undefined;
      this.draft.notice(unwrap(await docRead(this.reader, one)));
      this.fate = fate;
    },
    release: () => this.held.shift()?.(),
    discard: () => {
      for (const made of this.typed.values()) if (made !== "first" && made !== 0) this.dropped.add(trimmed(made));
      this.typed.clear();
      this.draft.discard();
    },
    /** The page is left, and the form opened again. */
    reopen: async () => {
      const stored: unknown = JSON.parse(JSON.stringify(this.draft));
      this.fate = undefined;
      this.hasLeft ||= this.held.length > 0;
      this.draft = await this.open(stored);
    },
  };

  async run(acts: readonly Act[]): Promise<void> {
    this.draft = await this.open();
    for (const step of acts) {
      await this.carry[step.kind](step as never);
      await settle();
    }
  }

  /** The network is back, and the person decides for what they typed. */
  async end(): Promise<readonly string[]> {
    this.fate = undefined;
    for (let round = 0; round < 20 && (round === 0 || this.draft.status !== "clean"); round++) {
      for (const release of this.held.splice(0)) release();
      await settle();
      this.decide("mine");
      await this.draft.save();
    }
    const { status, value: shown, base, failure } = await this.draft.rebase();
    if (status !== "clean") this.problems.push(`it ends ${status}`);
    for (const [where, made] of this.typed)
      if (![this.written, this.foreign].some((values) => values.get(where)?.has(trimmed(made))))
        this.problems.push(`${made} at ${where} never arrived`);
    if (failure !== undefined) this.problems.push("clean, with a failure");
    for (const where of [...texts, ...ids])
      if (at(shown, where) !== at(base.data, where)) this.problems.push("clean, but edited");
    return this.problems;
  }
}

const given = (resend: number, law: (play: Play, acts: readonly Act[]) => Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), (acts) => law(new Play(resend), acts)),
    { numRuns: Number(process.env["LAWS_RUNS"] ?? 400) },
  );

it.each([0, 2])(
  "nothing unseen is replaced, nothing typed is lost, and it ends clean (resend: %d)",
  { tags: ["at-length"] },
  (resend) =>
    given(resend, async (play, acts) => {
      await play.run(acts);
      expect(await play.end()).toEqual([]);
    }),
);

it.each([0, 2])("what was typed last arrives (resend: %d)", { tags: ["at-length"] }, (resend) =>
  given(resend, async (play, acts) => {
    await play.run(acts);
    // From here on nobody else saves: what the person typed last is what the record ends with.
    const lastTyped = new Map<Place, unknown>();
    for (const where of [...texts, ...ids]) {
      // Where nobody else wrote, it may be what the record had at first: an edit that is undone.
      const first = play.make(where, "first");
      const isEdit = !play.foreign.has(where) && at(play.draft.value, where) !== first;
      const made = isEdit ? first : play.make(where, "new");
      lastTyped.set(where, made);
      play.look(where);
      if (typeof where === "string") play.draft.change({ [where]: made });
      else play.draft.change((doc) => ({ ...doc, lines: withLine(doc.lines, where, made as number) }));
    }
    await play.end();
    for (const [where, made] of lastTyped) expect([where, at(play.server.doc, where)]).toEqual([where, made]);
  }),
);

it("after clear() nothing is sent, and nothing is read into the draft", { tags: ["at-length"] }, () =>
  given(2, async (play, acts) => {
    await play.run(acts);
    play.fate = undefined;
    await play.client.clear();
    const shown = play.draft.value;
    const { length } = play.server.seen;
    play.server.changeElsewhere({ name: "the next user's" });
    for (const release of play.held.splice(0)) release();
    await expect(play.draft.save()).rejects.toMatchObject({ code: "cleared" });
    await expect(play.draft.rebase()).rejects.toMatchObject({ code: "cleared" });
    expect(play.server.seen).toHaveLength(length);
    play.draft.notice(unwrap(await docRead(play.reader, one)));
    expect(play.draft.value).toBe(shown);
  }),
);
