import { PreconditionFailedError, refreshOnce, unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  peopleDestroy,
  peopleList,
  peoplePartialUpdate,
  peopleRetrieve,
  peopleUpdate,
  type Person,
  projectsCreate,
  projectsDestroy,
  projectsPartialUpdate,
  projectsRetrieve,
  tokenRefreshCreate,
} from "../../generated/index.js";
import { clientOf, describeBehind, type Front, fronts, newPerson, startFront } from "./fronts.js";

/* Team planning: the generated client against Django, through everything that may stand in between. */

describeBehind("planning", fronts, (name) => {
  let front: Front;
  beforeAll(async () => void (front = await startFront(name)));
  afterAll(() => front?.stop());

  it("A1, A10: a person has a tag and a date; read again with them the answer is 304, and the data the same object", async () => {
    const { client, seen } = clientOf(front);
    const { id } = await newPerson(client);
    const first = unwrap(await peopleRetrieve(client, { path: { id } }));
    const second = unwrap(await peopleRetrieve(client, { path: { id } }));
    expect(first).toMatchObject({ etag: expect.stringMatching(/^"\w+"$/) as unknown, revalidated: false });
    expect(first.lastModified).toMatch(/ GMT$/);
    expect(second.data).toBe(first.data);
    expect(seen.at(-1)).toMatchObject({
      status: 304,
      body: "",
      ifNoneMatch: expect.stringContaining(first.etag!) as unknown,
    });
  });

  it("A2: a PUT, PATCH or DELETE with another tag is refused and changes nothing; without one it is let through", async () => {
    const { client } = clientOf(front);
    const { id } = await newPerson(client);
    const read = unwrap(await peopleRetrieve(client, { path: { id } }));
    unwrap(await peoplePartialUpdate(client, { path: { id }, body: { location: "York" }, ifMatch: read }));
    const stale = { path: { id }, ifMatch: read };
    // A client that does not know what the first one knows: it does not follow its own write.
    const other = clientOf(front).client;
    expect(await peoplePartialUpdate(other, { ...stale, body: { location: "Hull" } })).toMatchObject({ status: 412 });
    expect(await peopleUpdate(other, { ...stale, body: { name: "Nobody" } })).toMatchObject({ status: 412 });
    expect(await peopleDestroy(other, stale)).toMatchObject({ status: 412 });
    const headers = { authorization: `Bearer ${front.django.token}`, "content-type": "application/json" };
    const bare = await fetch(`${front.origin}/api/people/${id}/`, {
      method: "PATCH",
      headers,
      body: '{"notes":"bare"}',
    });
    expect(bare.status).toBe(200);
    expect(unwrap(await peopleRetrieve(other, { path: { id } })).data).toMatchObject({
      name: "Cleo",
      location: "York",
    });
  });

  it("A3: a neighbour of people and projects has no tag, and is changed without one", async () => {
    const headers = { authorization: `Bearer ${front.django.token}`, "content-type": "application/json" };
    for (const path of ["assignments", "deliverables", "departments", "skills", "roles"]) {
      const read = await fetch(`${front.origin}/api/${path}/1/`, { headers });
      expect([path, read.status, read.headers.get("etag")]).toEqual([path, 200, null]);
    }
    const changed = await fetch(`${front.origin}/api/roles/1/`, { method: "PATCH", headers, body: '{"sort_order":2}' });
    expect(changed.status).toBe(200);
  });

  it("A4: the list of people has a tag and a date, 304 to either, and a new tag when one is added, changed or removed", async () => {
    const { client, seen } = clientOf(front);
    const { id } = await newPerson(client, "Dora");
    const tags = new Set<string | null>();
    const list = async (): Promise<void> => {
      const read = unwrap(await peopleList(client, { query: { search: "Dora" } }));
      expect(unwrap(await peopleList(client, { query: { search: "Dora" } })).data).toBe(read.data);
      expect(seen.at(-1)).toMatchObject({ status: 304, body: "" });
      tags.add(read.etag);
    };
    await list();
    const added = await newPerson(client, "Dora the second");
    await list();
    const second = { path: { id: added.id } };
    const read = unwrap(await peopleRetrieve(client, second));
    unwrap(await peoplePartialUpdate(client, { ...second, body: { location: "Bath" }, ifMatch: read }));
    await list();
    // The one that is removed is not the newest: max(updated_at) alone would not notice.
    unwrap(
      await peopleDestroy(client, { path: { id }, ifMatch: unwrap(await peopleRetrieve(client, { path: { id } })) }),
    );
    await list();
    expect([...tags].filter((tag) => tag !== null)).toHaveLength(4);
    const headers = { authorization: `Bearer ${front.django.token}` };
    const url = `${front.origin}/api/people/?search=Dora`;
    const modified = (await fetch(url, { headers })).headers.get("last-modified")!;
    expect((await fetch(url, { headers: { ...headers, "if-modified-since": modified } })).status).toBe(304);
  });

  it("A5: tags are remembered by person, and a read without a trailing slash is of the same one", async () => {
    let slash = true;
    const { client } = clientOf(front, {
      onRequest: (request) => void (slash || (request.url = request.url.replace(/\/$/, ""))),
    });
    const { id } = await newPerson(client);
    const withSlash = unwrap(await peopleRetrieve(client, { path: { id } }));
    // Prism knows only the paths of the schema; Django redirects.
    slash = name === "Prism";
    const without = unwrap(await peopleRetrieve(client, { path: { id } }));
    expect(without).toMatchObject({ etag: withSlash.etag, resource: { name: "Person", key: String(id) } });
    expect(client.tagOf("Person", id)).toBe(withSlash.etag);
  });

  it("A6, A11: PATCH, PUT and DELETE carry If-Match; each answer brings the next tag", async () => {
    const { client, seen } = clientOf(front);
    const { id } = await newPerson(client);
    const read = unwrap(await peopleRetrieve(client, { path: { id } }));
    const patched = unwrap(
      await peoplePartialUpdate(client, { path: { id }, body: { location: "Ely" }, ifMatch: read }),
    );
    const put = unwrap(await peopleUpdate(client, { path: { id }, body: { name: "Cleo B." }, ifMatch: patched }));
    const gone = unwrap(await peopleDestroy(client, { path: { id }, ifMatch: put }));
    expect([patched.status, put.status, gone.status]).toEqual([200, 200, 204]);
    expect(new Set([read.etag, patched.etag, put.etag]).size).toBe(3);
    expect(seen.slice(-3).map(({ ifMatch }) => ifMatch)).toEqual([read.etag, patched.etag, put.etag]);
  });

  it("A7, A12: a PATCH with the tag of before somebody else's update is a typed 412 that tells the user to refresh", async () => {
    const [mine, theirs] = [clientOf(front).client, clientOf(front).client];
    const { id } = await newPerson(mine);
    const read = unwrap(await peopleRetrieve(mine, { path: { id } }));
    const other = unwrap(await peopleRetrieve(theirs, { path: { id } }));
    unwrap(await peoplePartialUpdate(theirs, { path: { id }, body: { location: "York" }, ifMatch: other }));
    const view: { shown: Person } = { shown: { ...read.data, location: "Leeds" } };
    const saving = peoplePartialUpdate(mine, { path: { id }, body: { location: "Leeds" }, ifMatch: read }).then(unwrap);
    const error = await saving.catch((thrown: unknown) => thrown);
    if (error instanceof PreconditionFailedError) view.shown = read.data;
    expect(error).toBeInstanceOf(PreconditionFailedError);
    expect((error as Error).message).toMatch(/^Somebody else changed this record since it was loaded\. /);
    expect(view.shown).toBe(read.data);
  });

  it("A8: parallel requests with an expired token share one refresh, and each is sent once more", async () => {
    let token = "expired";
    let renewals = 0;
    const { client, seen } = clientOf(front, {
      auth: { jwtAuth: () => token },
      refresh: refreshOnce(async () => {
        renewals++;
        const refresh = front.django.refreshToken;
        const body = { refresh };
        token = unwrap(await tokenRefreshCreate(clientOf(front, { auth: {} }).client, { body })).data.access;
      }),
    });
    const reads = await Promise.all([7, 7, 7, 7, 7].map((id) => peopleRetrieve(client, { path: { id } })));
    expect(reads.map(({ kind }) => kind)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
    expect(renewals).toBe(1);
    expect(seen.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(seen).toHaveLength(10);
  });

  it("A9: tags live as long as the client; a new one has them again with its next read", async () => {
    const { client } = clientOf(front);
    const { id } = await newPerson(client);
    const { etag } = unwrap(await peopleRetrieve(client, { path: { id } }));
    const reloaded = clientOf(front).client;
    expect(reloaded.tagOf("Person", id)).toBeUndefined();
    unwrap(await peopleRetrieve(reloaded, { path: { id } }));
    expect(reloaded.tagOf("Person", id)).toBe(etag);
  });

  it("A13: the same for projects: 304, a new tag with PATCH, 412 with the old one, DELETE with the new one", async () => {
    const { client, seen } = clientOf(front);
    const body = { name: "Dam", description: "Wet. ".repeat(60) };
    const { id } = unwrap(await projectsCreate(client, { body })).data;
    const read = unwrap(await projectsRetrieve(client, { path: { id } }));
    expect(unwrap(await projectsRetrieve(client, { path: { id } })).data).toBe(read.data);
    expect(seen.at(-1)).toMatchObject({ status: 304, body: "" });
    const patched = unwrap(
      await projectsPartialUpdate(client, { path: { id }, body: { client: "County" }, ifMatch: read }),
    );
    expect(patched.etag).not.toBe(read.etag);
    const other = clientOf(front).client;
    const stale = await projectsPartialUpdate(other, { path: { id }, body: { client: "Town" }, ifMatch: read });
    expect(stale).toMatchObject({ kind: "precondition-failed", sent: read.etag });
    expect(unwrap(await projectsDestroy(client, { path: { id }, ifMatch: patched })).status).toBe(204);
  });
});
