/** Who is signed in: one person for each window, so that two windows are two people. */
import { refreshOnce, unwrap } from "ifmatch/runtime";
import { createClient, tokenCreate, tokenRefreshCreate } from "../../../generated/index.js";
import { network } from "./network.js";

interface Session {
  readonly username: string;
  readonly access: string;
  readonly refresh: string;
}

const place = "desk:session";
const read = (): Session | undefined => JSON.parse(sessionStorage.getItem(place) ?? "null") ?? undefined;

// What needs no credentials cannot wait for itself while they are renewed.
const anonymous = createClient({ baseUrl: location.origin, fetch: network.fetch });

export const session = {
  get current(): Session | undefined {
    return read();
  },
  set(next: Session | undefined): void {
    if (next) sessionStorage.setItem(place, JSON.stringify(next));
    else sessionStorage.removeItem(place);
  },
};

/** @throws the error of `unwrap` where name or password are wrong. */
export async function signIn(username: string, password: string): Promise<void> {
  const { data } = unwrap(await tokenCreate(anonymous, { body: { username, password } }));
  session.set({ username, access: data.access, refresh: data.refresh });
}

export const refresh = refreshOnce(async () => {
  const { current } = session;
  if (!current) throw new Error("Nobody is signed in.");
  const { data } = unwrap(await tokenRefreshCreate(anonymous, { body: { refresh: current.refresh } }));
  session.set({ ...current, access: data.access });
});
