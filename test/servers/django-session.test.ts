import { djangoCsrf, unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createClient, jobJobsDestroy, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";
import { type DjangoServer, ids, startDjango } from "./django.js";

/* A site that signs in with sessions: Django REST framework asks for a CSRF token with each change. */

describe("session authentication", { tags: ["django"] }, () => {
  let django: DjangoServer;
  beforeAll(async () => void (django = await startDjango({ sessions: true })));
  afterAll(() => django?.stop());

  /** A page of the site: what it fetches carries its cookies, and scripts can read them. */
  function openPage(): { readonly fetch: typeof globalThis.fetch; readonly signIn: () => Promise<void> } {
    const cookies = new Map<string, string>();
    const text = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const page = async (url: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> => {
      const headers = new Headers(init?.headers);
      headers.set("cookie", text());
      const response = await fetch(url, { ...init, headers });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        cookies.set(name!, value!);
      }
      return response;
    };
    vi.stubGlobal("document", {
      baseURI: `${django.origin}/jobs`,
      get cookie() {
        return text();
      },
    });
    vi.stubGlobal("location", { origin: django.origin });
    const signIn = async (): Promise<void> => {
      await page(`${django.origin}/sign-in/`);
      const body = new URLSearchParams({ username: "ada", password: "analytical" });
      const headers = { "x-csrftoken": cookies.get("csrftoken")!, referer: `${django.origin}/` };
      const response = await page(`${django.origin}/sign-in/`, { method: "POST", body, headers });
      expect(await response.json()).toEqual({ signed_in: true });
    };
    return { fetch: page, signIn };
  }

  const ofJob = { path: { job_id: ids.job } };

  it("changes a job under its tag; after another login, with the token that this set", async () => {
    const { fetch, signIn } = openPage();
    const client = createClient({ baseUrl: django.origin, fetch, csrf: djangoCsrf() });
    for (const notes of ["first", "second"]) {
      await signIn();
      const job = unwrap(await jobJobsRetrieve(client, ofJob));
      const saved = unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body: { notes }, ifMatch: job }));
      expect(saved.data.notes).toBe(notes);
    }
  });

  it("gets 403 without it, and the result says so", async () => {
    const { fetch, signIn } = openPage();
    const client = createClient({ baseUrl: django.origin, fetch });
    await signIn();
    const job = unwrap(await jobJobsRetrieve(client, ofJob));
    const refused = await jobJobsDestroy(client, { ...ofJob, ifMatch: job });
    expect(refused).toMatchObject({ status: 403, message: expect.stringContaining("CSRF") });
  });
});
