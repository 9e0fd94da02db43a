/** What holds between a form and its draft, with the code of each form library. */
import { describe, expect, it } from "vitest";
import { draftOf } from "ifmatch/runtime/draft";
import { FormLink } from "../../runtime/bindings/form-link.js";
import type { JsonObject } from "../../runtime/merge/json.js";
import {
  type Doc,
  docClient,
  docPatch,
  docRead,
  docServer,
  type DocServer,
  noNetwork,
  once,
  one,
  openDoc,
  sentBodies,
} from "../draft/record.js";
import { libraries, type TestForm } from "./forms.js";

const lines = (...quantities: number[]) => quantities.map((quantity, index) => ({ id: index + 1, quantity }));

/** A server that refuses what it is sent with this body. */
function refusing(body: unknown, status = 400): DocServer {
  const server = docServer();
  server.fate = ({ method }) =>
    method === "GET"
      ? undefined
      : new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  return server;
}

it("what a library tells later than it changed it is not lost when the draft brings something", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  let values: JsonObject = { ...draft.value };
  const link = new FormLink(draft, {
    brackets: false,
    values: () => values,
    subscribe: () => () => {},
    isTyped: () => true,
    rebase: () => {},
    fill: (changes) =>
      void (values = { ...values, ...Object.fromEntries(changes.map(({ path: [name], to }) => [name, to])) }),
    showErrors: () => {},
    clearErrors: () => {},
  });
  link.begin();
  values = { ...values, name: "typed" };
  server.changeElsewhere({ notes: "theirs" });
  await draft.rebase();
  expect(values).toMatchObject({ name: "typed", notes: "theirs" });
  expect(draft.value).toMatchObject({ name: "typed", notes: "theirs" });
});

describe.for(libraries)("%s", ([library, formOf]) => {
  const fields = ["name", "notes", "count"];

  async function open(server = docServer(), names: readonly string[] = fields) {
    const draft = await openDoc(server);
    return { server, draft, form: formOf(draft, names) };
  }

  describe("the form is filled from the draft", () => {
    it("with the draft's value, and dirty where the draft has edits", async () => {
      const draft = await openDoc(docServer());
      draft.change({ notes: "edited before" });
      const form = formOf(draft, fields);
      expect(form.values()).toEqual(draft.value);
      expect([form.isDirty(), form.isDirtyAt("notes"), form.isDirtyAt("name")]).toEqual([true, true, false]);
    });

    it("and is not dirty where it has none", async () => {
      const { form, draft } = await open();
      expect(form.isDirty()).toBe(false);
      expect(draft.status).toBe("clean");
    });

    it("with a copy: what the library edits in place is not the record's", async () => {
      const { server, form, draft } = await open();
      server.changeElsewhere({ lines: lines(1, 2) });
      await draft.rebase();
      const shown = (form.port.values() as unknown as Doc).lines;
      expect(shown).toEqual(draft.value.lines);
      expect(shown === draft.value.lines || shown === draft.getSnapshot().base.data.lines).toBe(false);
    });
  });

  describe("what is typed", () => {
    it("is in the draft at once, and nothing else is", async () => {
      const { form, draft } = await open();
      form.type("name", "typed");
      expect(draft.getSnapshot().edits).toEqual([{ path: ["name"], from: "first", to: "typed" }]);
      expect([form.isDirtyAt("name"), form.isDirtyAt("notes")]).toEqual([true, false]);
    });

    it("into an item of a list leaves the rest of the list", async () => {
      const server = docServer();
      server.changeElsewhere({ lines: lines(1, 2, 3) });
      const quantity = formOf(await openDoc(server), []).name("lines", 1, "quantity");
      const { form, draft } = await open(server, [quantity]);
      form.type(quantity, 20);
      expect(draft.value.lines).toEqual(lines(1, 20, 3));
    });

    it("and taken back is no edit", async () => {
      const { form, draft } = await open();
      form.type("name", "typed");
      form.type("name", "first");
      expect(draft.status).toBe("clean");
    });

    it("for a field that the record lacks is an edit, and the field alone is none", async () => {
      const { form, draft } = await open(docServer(), [...fields, "extra", "place.town"]);
      form.type("name", "typed");
      expect(draft.getSnapshot().edits.map(({ path }) => path)).toEqual([["name"]]);
      form.type("extra", false);
      form.type("place.town", "Ulm");
      expect(draft.value).toMatchObject({ extra: false, place: { town: "Ulm" } });
    });
  });

  it("a field that is shown later is no edit, although it is empty where the record has nothing", async () => {
    const { form, draft } = await open();
    await form.mount("extra");
    await form.mount("place.town");
    form.type("name", "typed");
    expect(draft.getSnapshot().edits.map(({ path }) => path)).toEqual([["name"]]);
    expect(Object.keys(draft.value)).not.toContain("place");
  });

  describe("what the draft brings is shown", () => {
    it("a new version under edits that were made beside the form", async () => {
      const { server, form, draft } = await open();
      draft.change({ notes: "beside" });
      // Not for a moment: autosave and other forms look at it.
      draft.subscribe(() => expect.soft(draft.value.notes).toBe("beside"));
      server.changeElsewhere({ count: 7 });
      await draft.rebase();
      expect(draft.value).toMatchObject({ notes: "beside", count: 7 });
      expect(form.values()).toMatchObject({ notes: "beside", count: 7 });
      expect([form.isDirtyAt("notes"), form.isDirtyAt("count")]).toEqual([true, false]);
    });

    it("another change merged, in the fields that the person did not change", async () => {
      const { server, form, draft } = await open();
      form.type("name", "mine");
      server.changeElsewhere({ notes: "theirs", count: 7 });
      await draft.rebase();
      expect(form.values()).toMatchObject({ name: "mine", notes: "theirs", count: 7 });
      expect([form.isDirtyAt("name"), form.isDirtyAt("notes")]).toEqual([true, false]);
    });

    it("what the server made of it", async () => {
      const { form } = await open();
      form.type("name", "  mine  ");
      expect(await form.submit()).toBe(true);
      expect(form.values()).toMatchObject({ name: "mine" });
      expect([form.isDirty(), form.isDirtyAt("name")]).toEqual([false, false]);
    });

    it("`discard`", async () => {
      const { form, draft } = await open();
      form.type("name", "mine");
      draft.discard();
      expect(form.values()).toMatchObject({ name: "first" });
      expect([form.isDirty(), form.isDirtyAt("name")]).toEqual([false, false]);
    });

    it("`resolve`, and a version that a query brought to a form without edits", async () => {
      const { server, form, draft } = await open();
      form.type("name", "mine");
      server.changeElsewhere({ name: "theirs" });
      expect(await form.submit()).toBe(false);
      expect(form.values()).toMatchObject({ name: "mine" });
      draft.resolve(["name"], "theirs");
      expect(form.values()).toMatchObject({ name: "theirs" });
      expect(form.isDirtyAt("name")).toBe(false);
      server.changeElsewhere({ name: "later" });
      draft.notice((await docRead(docClient(server), one)) as never);
      expect(form.values()).toMatchObject({ name: "later" });
      expect([form.isDirty(), draft.status]).toEqual([false, "clean"]);
    });

    it("items that come and go, and fields that go", async () => {
      const server = docServer();
      const { form, draft } = await open(server);
      server.doc = { ...server.doc, remark: "soon gone" } as Doc;
      server.changeElsewhere({ lines: lines(1, 2, 3) });
      await draft.rebase();
      expect(form.values()).toEqual(draft.value);
      const { remark: _, ...rest } = server.doc as Doc & { remark: string };
      server.doc = rest;
      server.changeElsewhere({ lines: lines(1) });
      await draft.rebase();
      expect(JSON.parse(JSON.stringify(form.values()))).toEqual(draft.value);
      expect([form.isDirty(), draft.status]).toEqual([false, "clean"]);
    });

    it("and what is typed while a save is under way stays, as an edit of its answer", async () => {
      const { server, form, draft } = await open();
      form.type("name", "  sent  ");
      once(server, "PATCH", () => {
        form.type("notes", "meanwhile");
        form.type("name", "  sent  more");
      });
      expect(await form.submit()).toBe(true);
      expect(form.values()).toMatchObject({ name: "  sent  more", notes: "meanwhile" });
      expect([form.isDirtyAt("name"), form.isDirtyAt("notes"), form.isDirtyAt("count")]).toEqual([true, true, false]);
      await form.submit();
      expect(server.doc).toMatchObject({ name: "sent  more", notes: "meanwhile" });
      expect(draft.status).toBe("clean");
    });

    it("to each form of the draft", async () => {
      const { form, draft } = await open();
      const other = formOf(draft, fields);
      form.type("name", "in one");
      other.type("notes", "in the other");
      expect(form.values()).toEqual(other.values());
      expect(form.values()).toMatchObject({ name: "in one", notes: "in the other" });
    });
  });

  describe("a submit", () => {
    it("is a success when everything was saved", async () => {
      const { server, form } = await open();
      form.type("name", "typed");
      expect(await form.submit()).toBe(true);
      expect(sentBodies(server)).toEqual([{ name: "typed" }]);
      expect([form.isDirty(), form.isDirtyAt("name")]).toEqual([false, false]);
      expect(form.isSuccess() ?? true).toBe(true);
      expect(form.errorAt("")).toBeUndefined();
    });

    it("is not dirty afterwards, also where the server has changed nothing besides", async () => {
      const { server, form } = await open();
      form.type("name", "typed");
      server.fate = ({ method }, carryOut) => {
        if (method === "GET") return undefined;
        carryOut();
        server.doc = { ...server.doc, updated_at: "t1" };
        return new Response(JSON.stringify(server.doc), {
          headers: { "content-type": "application/json", etag: server.tag() },
        });
      };
      expect(await form.submit()).toBe(true);
      expect([form.isDirty(), form.isDirtyAt("name")]).toEqual([false, false]);
    });

    it("with a conflict is none, and says so each time until it is decided", async () => {
      const { server, form, draft } = await open();
      form.type("name", "mine");
      server.changeElsewhere({ name: "theirs" });
      for (const _ of [1, 2]) {
        expect(await form.submit()).toBe(false);
        expect(form.isSuccess() ?? false).toBe(false);
        expect(form.errorAt("")).toEqual(expect.any(String));
      }
      draft.resolve(["name"], "mine");
      expect(await form.submit()).toBe(true);
      expect(form.errorAt("")).toBeUndefined();
      expect(server.doc.name).toBe("mine");
    });

    it("with a merge that nobody has seen is none", async () => {
      const { server, form } = await open();
      form.type("name", "mine");
      server.changeElsewhere({ notes: "theirs" });
      expect(await form.submit()).toBe(false);
      expect(form.isSuccess() ?? false).toBe(false);
      expect(form.values()).toMatchObject({ name: "mine", notes: "theirs" });
      expect(await form.submit()).toBe(true);
      expect(server.doc).toMatchObject({ name: "mine", notes: "theirs" });
    });

    it("with an unknown outcome is none, and can be repeated", async () => {
      const { server, form, draft } = await open();
      form.type("name", "mine");
      server.fate = noNetwork;
      expect(await form.submit()).toBe(false);
      expect(draft.status).toBe("unknown");
      expect(form.isSuccess() ?? false).toBe(false);
      expect(form.errorAt("")).toEqual(expect.any(String));
      server.fate = undefined;
      expect(await form.submit()).toBe(true);
      expect(form.errorAt("")).toBeUndefined();
    });

    it("with a refusal of another kind is none", async () => {
      const { form, draft } = await open(refusing({ detail: "Down for maintenance." }, 503));
      form.type("name", "mine");
      expect(await form.submit()).toBe(false);
      expect(draft.status).not.toBe("clean");
      expect(form.errorAt("")).toEqual(expect.any(String));
    });

    it("with a conflict that was there from the start is none, and says so", async () => {
      const server = docServer();
      const earlier = await openDoc(server);
      earlier.change({ name: "mine" });
      server.changeElsewhere({ name: "theirs" });
      const form = formOf(await openDoc(server, { stored: earlier.toJSON() }), fields);
      expect(form.values()).toMatchObject({ name: "mine" });
      expect(await form.submit()).toBe(false);
      expect(form.isSuccess() ?? false).toBe(false);
      expect(form.errorAt("")).toMatch(/Somebody else/);
    });

    it("after `client.clear()` throws what the draft throws", async () => {
      const client = docClient(docServer());
      const form = formOf(await openDoc(docServer(), {}, client), fields);
      form.type("name", "mine");
      await client.clear();
      await expect(form.submit()).rejects.toMatchObject({ code: "cleared" });
    });
  });

  describe("the server's errors", () => {
    it.for([400, 422])("stand at their fields, in lists too, and are no success: %i", async (status) => {
      const server = refusing(
        { name: ["Too short."], lines: [{ quantity: ["At least 1."] }], non_field_errors: ["No."] },
        status,
      );
      const quantity = formOf(await openDoc(server), []).name("lines", 0, "quantity");
      const { form, draft } = await open(server, ["name", quantity]);
      form.type("name", "x");
      expect(await form.submit()).toBe(false);
      expect([form.errorAt("name"), form.errorAt(quantity), form.errorAt("")]).toEqual([
        "Too short.",
        "At least 1.",
        "No.",
      ]);
      expect(form.isSuccess() ?? false).toBe(false);
      expect(draft.status).toBe("invalid");
    });

    it("do not keep the form from being submitted again, whichever field they are at", async () => {
      const server = refusing({ name: ["Too short."], elsewhere: ["Missing."], non_field_errors: ["No."] });
      const { form } = await open(server);
      form.type("name", "x");
      expect(await form.submit()).toBe(false);
      server.fate = undefined;
      expect(await form.submit()).toBe(true);
      expect([form.errorAt("name"), form.errorAt("elsewhere"), form.errorAt("")]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(form.isSuccess() ?? true).toBe(true);
    });

    it("are shown although no field is mounted for them", async () => {
      const { form } = await open(refusing({ elsewhere: ["Missing."] }));
      form.type("name", "x");
      await form.submit();
      expect(String(form.errorAt("elsewhere") ?? form.errorAt(""))).toMatch(/Missing\./);
    });

    it("are shown for a save that the form did not ask for, and go with the next one", async () => {
      const server = refusing({ name: ["Too short."] });
      const { form, draft } = await open(server);
      form.type("name", "x");
      await draft.save();
      expect(form.errorAt("name")).toBe("Too short.");
      server.fate = undefined;
      await draft.save();
      expect(form.errorAt("name")).toBeUndefined();
    });

    it("go when the field is typed in, as the library does it", async () => {
      const { form } = await open(refusing({ name: ["Too short."], notes: ["Rude."] }));
      form.type("name", "x");
      await form.submit();
      form.type("name", "longer");
      await expect.poll(() => form.errorAt("name")).toBeUndefined();
      expect(form.errorAt("notes")).toBe("Rude.");
    });
  });

  describe("another record", () => {
    async function next(server: DocServer) {
      const record = await docRead(docClient(server), one);
      if (record.kind !== "ok") throw new Error(record.message);
      return draftOf(docClient(server), docRead, docPatch, one, record);
    }

    /** The form of the second draft: the same one, where the binding keeps it. */
    function shown(form: TestForm, draft: Awaited<ReturnType<typeof next>>): TestForm {
      if (!form.show) return formOf(draft, fields);
      form.show(draft);
      return form;
    }

    it("nothing of the first one is left in it", async () => {
      const { form: first, draft, server } = await open(refusing({ name: ["Too short."] }));
      first.type("name", "into the first");
      first.leave("name");
      await first.submit();
      server.fate = undefined;
      first.link.end();
      const second = await next(server);
      const form = shown(first, second);
      expect(form.values()).toEqual(server.doc);
      expect([form.isDirty(), form.isTouched("name"), form.errorAt("name")]).toEqual([false, false, undefined]);
      form.type("name", "into the second");
      expect([draft.value.name, second.value.name]).toEqual(["into the first", "into the second"]);
    });

    it("what the first draft brings later does not reach it", async () => {
      const { form, draft, server } = await open();
      form.link.end();
      const other = shown(form, await next(server));
      draft.change({ name: "in the first" });
      expect(other.values()).toMatchObject({ name: "first" });
    });
  });

  it(`${library}: after the end nothing is exchanged, and the draft keeps what was typed`, async () => {
    const { form, draft } = await open();
    form.type("name", "kept");
    form.link.end();
    form.type("name", "not seen");
    expect(draft.value.name).toBe("kept");
  });
});
