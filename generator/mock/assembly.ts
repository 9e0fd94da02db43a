import type { Faker } from "@faker-js/faker";
import { ConfigError } from "../diagnostics.js";
import { Reader } from "../model/reader.js";
import { Refusals } from "./answer.js";
import { BodyChecker } from "./body-checker.js";
import { Engine } from "./engine.js";
import { type FaultName, faultNamed, Faults } from "./faults.js";
import { Keys } from "./keys.js";
import { describeOperations, Kinds } from "./kinds.js";
import { Lists } from "./lists/lists.js";
import { Members } from "./members.js";
import type { EngineData } from "./mock-data.js";
import type { MockSettings } from "./options.js";
import type { Parts } from "./parts.js";
import { type Profile, profileNamed, profiles } from "./profiles.js";
import { Projection } from "./projection.js";
import { Records } from "./records.js";
import { References } from "./references.js";
import { Router } from "./router.js";
import { planRoutes, type Route } from "./routes.js";
import { Sampler } from "./sampler.js";
import { DEFAULT_COUNT, type Realism, Seeds } from "./seeds.js";
import { Store } from "./store.js";
import { RecordFiller } from "./values/record-filler.js";

const START = Date.parse("2024-06-01T12:00:00Z");
const DAY = 86_400_000;

/** A server's parts, put together. */
export interface Assembly extends Parts {
  readonly engine: Engine;
  readonly router: Router;
  readonly routes: readonly Route[];
  readonly seed: string;
  /** How often the clock was asked that counts changes. */
  readonly clock: { ticks: number };
  readonly startFaults: readonly FaultName[];
}

/**
 * Puts a server together from what is known of a document.
 *
 * @param faker Makes the values of records; `undefined`: samples stay as they are.
 * @throws {ConfigError} for settings that are wrong.
 */
export function assemble(
  { model, document, statuses, versionHeaders: headers }: EngineData,
  settings: MockSettings,
  faker: Faker | undefined,
  onCommit: () => void,
): Assembly {
  const reader = new Reader(document, { known: model.schemas });
  const seed = String(settings.seed ?? "");
  const checker = new BodyChecker(model);
  const projection = new Projection(model, checker);
  const sampler = new Sampler(document);
  const named: Profile = profiles[profileNamed(settings.profile ?? "standard", "profile")];
  const versionHeaders = [...named.versionHeaders, ...headers.filter((name) => !/^etag$/i.test(name))];
  const profile = { ...named, versionHeaders: [...new Set(versionHeaders)] };
  const described = describeOperations(model, reader);
  const kinds = new Kinds(model, described, projection);
  const keys = new Keys(seed, sampler);
  const members = new Members(projection, sampler);
  const records = new Records(members, projection, keys);
  // References ask seeds for keys, and seeds ask references what to point at.
  let realism: Realism | undefined;
  const { count = DEFAULT_COUNT } = settings;
  if (!Number.isInteger(count) || count < 0) throw new ConfigError(`count ${count}: must be a whole number from 0.`);
  const seeds = new Seeds(members, projection, records, keys, count, () => realism);
  if (faker) {
    const today = Math.floor((settings.now?.() ?? START) / DAY) * DAY;
    const references = new References(kinds.all.values(), projection, checker, {
      keyField: (kind) => members.keyField(kind),
      firstKeys: (kind) => seeds.keys(kind),
      propertiesOf: (kind) => members.properties(kind),
    });
    realism = { references, filler: new RecordFiller(faker, seed, projection, checker, today) };
  }
  const store = new Store(kinds.all.values(), seed, (kind, prefix) => seeds.seed(kind, prefix), realism?.references);
  const startFaults = (settings.faults ?? []).map((name) => faultNamed(name, "faults"));
  const clock = { ticks: 0 };
  const parts: Parts = {
    kinds,
    store,
    records,
    members,
    lists: new Lists(projection, members),
    references: realism?.references,
    refusals: new Refusals(reader, projection, members),
    projection,
    checker,
    sampler,
    faults: new Faults(startFaults),
    profile,
    statuses,
    now: settings.now ?? (() => START + 1000 * clock.ticks++),
    onCommit,
  };
  const routes = planRoutes(described, kinds, profile);
  const servers = [...model.servers, ...model.operations.flatMap(({ server }) => server ?? [])];
  return { ...parts, engine: new Engine(parts), router: new Router(routes, servers), routes, seed, clock, startFaults };
}
