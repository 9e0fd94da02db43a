import type { Faker } from "@faker-js/faker";
import { ConfigError } from "../../diagnostics.js";
import { suggest } from "../../suggest.js";
import { cheapRandomizer } from "./chance.js";

export const valuesNames = ["realistic", "plain"] as const;
export type ValuesName = (typeof valuesNames)[number];

/** @throws {ConfigError} for a name that no kind of values has. */
export function valuesNamed(name: string, option: string): ValuesName {
  const found = valuesNames.find((one) => one === name);
  if (found) return found;
  throw new ConfigError(`${option} ${name}: must be realistic or plain.${suggest(name, valuesNames)}`);
}

/** Loads faker for those who want its values: half a megabyte. */
export async function loadFaker(values: string = "realistic"): Promise<Faker | undefined> {
  if (valuesNamed(values, "values") === "plain") return undefined;
  const { faker } = await import("@faker-js/faker/locale/en");
  // An instance of our own, of the one language: the package's index has all of them.
  const OwnFaker = faker.constructor as typeof Faker;
  return new OwnFaker({ locale: faker.rawDefinitions, randomizer: cheapRandomizer() });
}
