import { cors } from "hono/cors";
import type { CorsOptions } from "./options.js";

/** All that a page needs in order to send preconditions and to see the validators of responses. */
export function corsMiddleware(
  option: boolean | CorsOptions,
  versionHeaders: readonly string[],
): ReturnType<typeof cors> | undefined {
  if (option === false) return undefined;
  const { exposeHeaders, allowHeaders } = option === true ? {} : option;
  const visible = ["ETag", "Last-Modified", "Location", "Content-Location", "Link", "Retry-After", "WWW-Authenticate"];
  return cors({
    origin: (origin) => origin,
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    // With credentials `*` means nothing: what a page asks for is named back to it.
    allowHeaders: [...(allowHeaders ?? [])],
    exposeHeaders: [...(exposeHeaders ?? [...new Set([...visible, "X-Resource-Version", ...versionHeaders])])],
    credentials: true,
    maxAge: 600,
  });
}
