/** What stands between the generated client and Django in the tests, and a client that remembers what it sent. */
import { type Client, type ClientOptions, unwrap, validateBodies } from "ifmatch/runtime";
import { describe } from "vitest";
import {
  createClient,
  type Credentials,
  type Job,
  jobJobsCreate,
  type JobJobsCreateResult,
  peopleCreate,
  type Person,
} from "../../generated/index.js";
import { validation } from "../../generated/validation.js";
import type { PrerequisiteTag } from "../prerequisites/prerequisites.js";
import { type DjangoServer, ids, startDjango } from "./django.js";
import { type Proxy, startNginx } from "./nginx.js";
import { startPrism } from "./prism.js";

export const fronts = ["django", "django with gzip", "nginx gzip", "nginx proxy_cache", "Prism"] as const;
export type FrontName = (typeof fronts)[number];

/** A suite for each of these fronts, tagged with the programs that the front needs. */
export function describeBehind(title: string, names: readonly FrontName[], suite: (name: FrontName) => void): void {
  for (const name of names) {
    const tags: PrerequisiteTag[] = name.startsWith("nginx") ? ["django", "nginx"] : ["django"];
    describe(`${title} behind ${name}`, { tags }, () => void suite(name));
  }
}

export interface Front {
  readonly django: DjangoServer;
  /** Where clients go. */
  readonly origin: string;
  stop(): Promise<void>;
}

export async function startFront(name: FrontName): Promise<Front> {
  const django = await startDjango({ gzip: name === "django with gzip" });
  const proxy = await proxyFor(name, django.origin);
  return {
    django,
    origin: proxy?.origin ?? django.origin,
    async stop() {
      await proxy?.stop();
      await django.stop();
    },
  };
}

async function proxyFor(name: FrontName, origin: string): Promise<Proxy | undefined> {
  if (name === "Prism") return startPrism(origin);
  if (name === "nginx gzip") return startNginx(origin, "gzip");
  return name === "nginx proxy_cache" ? startNginx(origin, "proxy_cache") : undefined;
}

/** A request and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly ifMatch: string | null;
  readonly ifNoneMatch: string | null;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface Recorded {
  readonly client: Client;
  readonly seen: Exchange[];
}

/** A user's client, which holds every body against the schema. */
export function clientOf(front: Front, options: ClientOptions<Credentials> = {}): Recorded {
  const seen: Exchange[] = [];
  const recording: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, url, headers } = request;
    const response = await fetch(request);
    const body = await response.clone().text();
    const { status } = response;
    const [ifMatch, ifNoneMatch] = [headers.get("if-match"), headers.get("if-none-match")];
    seen.push({ method, path: new URL(url).pathname, ifMatch, ifNoneMatch, status, headers: response.headers, body });
    return response;
  };
  const client = createClient({
    baseUrl: front.origin,
    auth: { jwtAuth: front.django.token },
    fetch: recording,
    validate: validateBodies(validation),
    ...options,
  });
  return { client, seen };
}

/** A job of the test's own. Its answer is long enough for gzip. */
export const newJob = async (
  client: Client,
  name = "Boiler",
): Promise<Extract<JobJobsCreateResult, { kind: "ok" }> & { data: Job }> =>
  unwrap(await jobJobsCreate(client, { body: { name, client_id: ids.client, description: "Leaks. ".repeat(40) } }));

/** A person of the test's own. */
export const newPerson = async (client: Client, name = "Cleo"): Promise<Person> =>
  unwrap(await peopleCreate(client, { body: { name, notes: "Likes boilers. ".repeat(20) } })).data;
