/** What a broken promise means for users, and how the usual back ends repair it. */
export interface Advice {
  readonly means: string;
  readonly fixes: Fixes;
}

interface Fixes {
  readonly django: string;
  readonly express: string;
  readonly spring: string;
  readonly aspnet: string;
}

const sendTag: Fixes = {
  django:
    'decorate the view with condition(etag_func=...), or set response["ETag"] = quote_etag(...) from the row\'s updated_at or version',
  express: 'res.set("ETag", `"${row.version}"`) before res.json(row); without it Express hashes the body, weakly',
  spring: 'ResponseEntity.ok().eTag("\\"" + entity.getVersion() + "\\"").body(entity), with @Version on the entity',
  aspnet:
    'Response.Headers.ETag = $"\\"{Convert.ToBase64String(entity.RowVersion)}\\"", with [Timestamp] on RowVersion',
};

const honourNoneMatch: Fixes = {
  django:
    "use condition(etag_func=...) on the view, or get_conditional_response(request, etag=...); both parse lists, W/ and *",
  express: "set ETag before res.send(): req.fresh then answers 304; do not compare the header by hand",
  spring: "if (webRequest.checkNotModified(etag)) return null; or ShallowEtagHeaderFilter for caching only",
  aspnet:
    "parse Request.GetTypedHeaders().IfNoneMatch and compare with Compare(tag, useStrongComparison: false); then StatusCode(304)",
};

const compareAtomically: Fixes = {
  django:
    "in transaction.atomic(): select_for_update() the row, compare If-Match with its tag, then save; on SQLite begin IMMEDIATE",
  express:
    "UPDATE ... SET ..., version = version + 1 WHERE id = $1 AND version = $2; no row updated means 412. Express itself never looks at If-Match",
  spring:
    "@Version on the entity, compare If-Match with it inside the transaction, and map ObjectOptimisticLockingFailureException to 412",
  aspnet:
    'set OriginalValues["RowVersion"] from If-Match before SaveChanges, and answer DbUpdateConcurrencyException with 412',
};

const demand: Fixes = {
  django: 'if "If-Match" not in request.headers: return Response(status=428), before anything is written',
  express: 'if (!req.get("If-Match")) return res.sendStatus(428), in a middleware of the routes that write',
  spring:
    '@RequestHeader(value = "If-Match", required = false), and ResponseEntity.status(PRECONDITION_REQUIRED) when it is null',
  aspnet: "if (Request.Headers.IfMatch.Count == 0) return StatusCode(428), in an action filter",
};

const parse: Fixes = {
  django:
    "get_conditional_response ignores what it cannot parse: refuse If-Match with 400 or 412 when parse_etags() finds nothing in it",
  express: 'match the header with /^(W\\/)?"[^"]*"$/ item by item; answer 412 when nothing matches strongly',
  spring: "ETag.parse(header) of Spring 6.1 and later; answer 412 when the result has no strong match",
  aspnet: "Request.GetTypedHeaders().IfMatch is empty for a malformed value: answer 400 when the raw header is not",
};

const returnTag: Fixes = {
  django:
    'condition() tags GET and HEAD only: refresh_from_db(), then set response["ETag"] to the tag of the row in the answer to the write',
  express:
    'set ETag from the row that UPDATE ... RETURNING gives; switch the automatic one off with app.set("etag", false)',
  spring: "saveAndFlush() first, so that @Version is the new one, then .eTag(...) on the answer",
  aspnet: "read RowVersion after SaveChanges, and set Response.Headers.ETag",
};

const touchParent: Fixes = {
  django: 'save the parent in the same transaction, so that updated_at moves: job.save(update_fields=["updated_at"])',
  express: "UPDATE the parent's version in the same transaction as the child",
  spring: "find the parent with LockModeType.OPTIMISTIC_FORCE_INCREMENT",
  aspnet: "mark the parent as modified, Entry(job).State = EntityState.Modified, in the same SaveChanges",
};

const gzip: Fixes = {
  django:
    "GZipMiddleware weakens tags: publish the strong one in X-Resource-Version as well and expose it, or compress nothing that has a tag",
  express:
    "compute the tag from the row, not from the body, and keep compression() away from it; behind nginx set gzip off for these paths",
  spring: "server.compression.enabled=false for these paths, or publish the strong tag in a header of its own",
  aspnet: "exclude these endpoints from UseResponseCompression, or publish the strong tag in a header of its own",
};

const cors: Fixes = {
  django:
    'django-cors-headers: CORS_ALLOW_HEADERS = (*default_headers, "if-match", "if-none-match"), CORS_EXPOSE_HEADERS = ["ETag", "Last-Modified"]',
  express:
    'cors({ origin, allowedHeaders: ["Content-Type", "Authorization", "If-Match", "If-None-Match"], exposedHeaders: ["ETag"] }), before the routes, so that errors have it too',
  spring:
    'CorsConfiguration: setAllowedHeaders(..."If-Match", "If-None-Match"), setAllowedMethods(...), addExposedHeader("ETag")',
  aspnet:
    'policy.WithOrigins(...).WithMethods(...).WithHeaders("If-Match", "If-None-Match", ...).WithExposedHeaders("ETag"); UseCors before what answers errors',
};

const caching: Fixes = {
  django:
    "patch_cache_control(response, no_store=True) only when request.method is not GET or HEAD; give a 304 the Cache-Control of the 200",
  express: "set Cache-Control by req.method, not by status",
  spring: ".cacheControl(CacheControl.noStore()) on answers to writes; the same CacheControl on 304 and 200",
  aspnet: "[ResponseCache(NoStore = true)] on actions that write; the same headers on 304 and 200",
};

const lostUpdate = "Two people save, and one of them loses the work without a word.";
const download = "Data that did not change is downloaded again.";

/** By probe id. */
export const advice: Readonly<Record<string, Advice>> = {
  tag: {
    means: "Clients cannot say which state they saw: generated ones refuse to write, and every read is a full one.",
    fixes: sendTag,
  },
  "tag-under-gzip": {
    means: "Browsers always ask for compression: what they send back never matches, and every save ends in 412.",
    fixes: gzip,
  },
  "not-modified": { means: download, fixes: honourNoneMatch },
  "not-modified-weak": { means: `${download} It happens behind every proxy that compresses.`, fixes: honourNoneMatch },
  "not-modified-list": {
    means: `${download} Caches that hold several versions ask with a list.`,
    fixes: honourNoneMatch,
  },
  "not-modified-any": {
    means: "A client cannot ask whether something exists without downloading it.",
    fixes: honourNoneMatch,
  },
  "not-modified-tag": { means: "Caches cannot tell which stored answer the 304 is about.", fixes: honourNoneMatch },
  modified: { means: "Changes by others stay invisible.", fixes: honourNoneMatch },
  head: {
    means: "Whoever checks with HEAD takes something for changed, or for unchanged, that is not.",
    fixes: sendTag,
  },
  "last-modified": {
    means: download,
    fixes: {
      django: "condition(last_modified_func=...) with an aware datetime",
      express: 'res.set("Last-Modified", row.updatedAt.toUTCString()), and leave the comparison to req.fresh',
      spring: "webRequest.checkNotModified(etag, lastModifiedMillis)",
      aspnet: "Response.GetTypedHeaders().LastModified = ..., and compare with IfModifiedSince in whole seconds",
    },
  },
  "cache-control": {
    means: "The browser throws its copy away with the 304, so that the next GET is a full one.",
    fixes: caching,
  },
  "cors-expose": {
    means: "In the browser there is no tag: nothing can be saved, although it works in every other tool.",
    fixes: cors,
  },
  "cors-preflight": { means: "The browser sends nothing at all, and the page sees a network error.", fixes: cors },
  "cors-precondition-failed": {
    means: "The page sees a network error where it should say that somebody else changed the record.",
    fixes: cors,
  },
  "one-tag": {
    means: "What was read in one view cannot be saved through another: a 412 with nobody to blame.",
    fixes: sendTag,
  },
  "current-tag": { means: "Nobody can save: a reload does not help.", fixes: compareAtomically },
  "tag-after-write": {
    means: "The second save of the same form ends in 412, against the user's own change.",
    fixes: returnTag,
  },
  "tag-follows-content": {
    means: "A changed record looks unchanged: stale data stays on the screen, and stale forms overwrite it.",
    fixes: sendTag,
  },
  "not-redirected": {
    means:
      "A client that follows mistakes the answer to the next request for the answer to its change: it reports a conflict where there was none, or a success where nothing was saved.",
    fixes: {
      django:
        "answer writes with 200 or 204 instead of redirect(); for APIs answer 401 instead of login_required's redirection; let clients use the URL with the slash (APPEND_SLASH)",
      express: "res.status(200).json(row) or 204 instead of res.redirect(); 401 for calls that are not signed in",
      spring:
        "return ResponseEntity.ok() instead of redirect:...; HttpStatusEntryPoint(UNAUTHORIZED) instead of the login page for /api",
      aspnet:
        "return Ok() or NoContent() instead of RedirectToAction; set OnRedirectToLogin to answer 401 for /api; UseHttpsRedirection only where clients are given https",
    },
  },
  "list-tag": {
    means: "A list looks unchanged although a member was changed, added or removed: people work with the old one.",
    fixes: {
      django:
        "derive the list's tag from Max(updated_at) and Count, of exactly what the answer shows; or leave it to ConditionalGetMiddleware, which hashes the body",
      express: "leave the list to Express's own hash of the body, or hash every row's id and version",
      spring: "ShallowEtagHeaderFilter for lists, or a hash over the ids and versions of the page",
      aspnet: "hash the ids and row versions of the page that is answered, not the query",
    },
  },
  "child-moves-tag": {
    means: "Two people add or accept at the same time, and neither hears of the other.",
    fixes: touchParent,
  },
  "answer-not-stored": { means: "A cache may answer with what an earlier request did.", fixes: caching },
  "precondition-required": {
    means: `${lostUpdate} One client that forgets the header is enough. If the server means it so, say ifMatch: "optional" in ifmatch.config.ts.`,
    fixes: demand,
  },
  "stale-tag": { means: lostUpdate, fixes: compareAtomically },
  "unquoted-tag": {
    means: `${lostUpdate} A client or a proxy that loses the quotes writes unconditionally.`,
    fixes: parse,
  },
  "weak-tag": { means: `${lostUpdate} Behind a proxy that weakens tags every write is unconditional.`, fixes: parse },
  "tag-list": { means: "Clients that send all the tags they know cannot save.", fixes: parse },
  "any-tag": { means: '"Only if it still exists" cannot be asked for.', fixes: parse },
  "tag-compared": { means: "Browsers always ask for compression: every save from one ends in 412.", fixes: gzip },
  "double-submit": {
    means: "A double click, or a request that is sent again, does everything twice.",
    fixes: compareAtomically,
  },
  "parallel-writers": {
    means: `${lostUpdate} It takes two requests at the same moment, so no test by hand finds it.`,
    fixes: compareAtomically,
  },
};

export const frameworks = [
  ["django", "Django"],
  ["express", "Express"],
  ["spring", "Spring"],
  ["aspnet", "ASP.NET"],
] as const satisfies readonly (readonly [keyof Fixes, string])[];
