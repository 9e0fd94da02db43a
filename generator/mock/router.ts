import type { Method } from "../model/model.js";
import { segmentsOf } from "../model/paths.js";
import type { Route } from "./routes.js";

/** The operations of one path template, and the values of its parameters. */
export interface Match {
  readonly routes: ReadonlyMap<Method, Route>;
  /** Decoded, in the order of the template. */
  readonly values: readonly string[];
  /** What stands before the template's path: that of a server URL, or nothing. */
  readonly prefix: string;
}

interface Template {
  readonly segments: readonly (string | RegExp)[];
  readonly routes: Map<Method, Route>;
}

/**
 * Finds the operations of a path. OpenAPI's templates are not those of a web framework: a segment may hold
 * several parameters (`/{name}.{format}`), and literals may hold what frameworks give a meaning to.
 */
export class Router {
  /** By number of segments, the most literal templates first. */
  readonly #templates = new Map<number, Template[]>();
  readonly #prefixes: readonly string[];

  constructor(routes: readonly Route[], servers: readonly string[]) {
    const byPlace = new Map<string, Template>();
    for (const route of routes) {
      const segments = segmentsOf(route.operation.path);
      let template = byPlace.get(route.place);
      if (!template) {
        template = { segments: segments.map(segmentPattern), routes: new Map() };
        byPlace.set(route.place, template);
        const group = this.#templates.get(segments.length);
        if (group) group.push(template);
        else this.#templates.set(segments.length, [template]);
      }
      if (!template.routes.has(route.operation.method)) template.routes.set(route.operation.method, route);
    }
    for (const group of this.#templates.values()) group.sort((a, b) => compare(a.segments, b.segments));
    this.#prefixes = ["", ...new Set(servers.map(pathOfServer).filter((path) => path !== ""))];
  }

  /** A trailing slash more or less is the same path. */
  match(pathname: string): Match | undefined {
    for (const prefix of this.#prefixes) {
      if (!pathname.startsWith(`${prefix}/`)) continue;
      const segments = segmentsOf(pathname.slice(prefix.length)).map(decoded);
      for (const template of this.#templates.get(segments.length) ?? []) {
        const values = valuesOf(template.segments, segments);
        if (values) return { routes: template.routes, values, prefix };
      }
    }
    return undefined;
  }
}

function segmentPattern(segment: string): string | RegExp {
  if (!/\{[^{}]+\}/.test(segment)) return decoded(segment);
  const literals = segment
    .split(/\{[^{}]+\}/)
    .map((literal) => decoded(literal).replace(/[$()*+.?[\\\]^{|}]/g, "\\$&"));
  return new RegExp(`^${literals.join("(.+?)")}$`, "s");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Literal before parameter, segment by segment; of two patterns the longer one. */
function compare(a: Template["segments"], b: Template["segments"]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index]!;
    if (typeof one !== typeof other) return typeof one === "string" ? -1 : 1;
    if (typeof one !== "string" && typeof other !== "string" && one.source.length !== other.source.length)
      return other.source.length - one.source.length;
  }
  return 0;
}

function valuesOf(pattern: Template["segments"], segments: readonly string[]): string[] | undefined {
  const values: string[] = [];
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index]!;
    if (typeof expected === "string") {
      if (expected !== segment) return undefined;
      continue;
    }
    const match = expected.exec(segment);
    if (!match) return undefined;
    values.push(...match.slice(1));
  }
  return values;
}

function pathOfServer(server: string): string {
  const url = URL.canParse(server, "http://localhost") ? new URL(server, "http://localhost") : undefined;
  return url?.pathname.replace(/\/+$/, "") ?? "";
}
