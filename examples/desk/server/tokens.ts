/** Access tokens that end after five minutes, so that a morning at the desk sees a few renewals. Nothing here is secret. */
const LIFE = 5 * 60_000;

const newToken = (user: string, now: number): string => `${encodeURIComponent(user)}.${now + LIFE}`;

const tokenOf = (request: Request): readonly string[] =>
  (/^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "").split(".");

/** The user that a request names; `undefined` without a token. */
export function userOf(request: Request): string | undefined {
  const [user] = tokenOf(request);
  return user ? decodeURIComponent(user) : undefined;
}

/** Whether the token of a request has ended, or never was one. */
export const isExpired = (request: Request, now: number): boolean => !(Number(tokenOf(request)[1]) > now);

/** Logs anybody in, and renews: `POST /api/token/` and `POST /api/token/refresh/`. */
export async function signIn(request: Request, now: number): Promise<Response> {
  const { username, refresh } = (await request.json()) as { username?: string; refresh?: string };
  const user = username ?? refresh ?? "";
  if (user === "") return Response.json({ detail: "No active account found" }, { status: 401 });
  return Response.json({ access: newToken(user, now), refresh: user });
}
