import type { NumberSchema } from "../../model/model.js";
import { flatName } from "../names.js";
import type { Chance } from "./chance.js";

/** The usual span of a number, by its name in lower case without separators, and how many decimals it has. */
const byName: readonly (readonly [name: RegExp, least: number, most: number, decimals: number])[] = [
  [/(latitude|^lat)$/, -60, 70, 5],
  [/(longitude|^l(ng|on))$/, -180, 180, 5],
  [/(price|amount|total|cost|fee|balance|budget|subtotal|revenue)$/, 5, 2500, 2],
  [/(salary|income)$/, 28_000, 120_000, 0],
  [/(rate|tax|discount|percent(age)?|ratio|progress)$/, 0, 100, 0],
  [/(quantity|qty)$/, 1, 40, 0],
  [/(hours|duration)$/, 1, 12, 1],
  [/minutes$/, 5, 120, 0],
  [/(rating|stars|score|priority|level)$/, 1, 5, 0],
  [/year$/, 2015, 2025, 0],
  [/age$/, 19, 67, 0],
  [/(weight|distance|length|width|height|area|volume)$/, 1, 250, 1],
  [/(bytes|filesize|size)$/, 12_000, 4_000_000, 0],
];

/**
 * A number such as the name says, within the bounds of the schema and on its grid.
 *
 * @param index Counts the members of a collection from 0.
 */
export function numberNamed(name: string, schema: NumberSchema, chance: Chance, index: number): number {
  const flat = flatName(name);
  if (/(position|order|rank|sequence|index)$/.test(flat)) return index + 1;
  if (/(number|num|no|code)$/.test(flat)) return 1001 + index;
  const [, usualLeast, usualMost, decimals] = byName.find(([pattern]) => pattern.test(flat)) ?? [/./, 1, 100, 0];
  const { multipleOf } = schema;
  const step = multipleOf !== undefined && multipleOf > 0 ? multipleOf : schema.integer ? 1 : 10 ** -decimals;
  const floor = schema.minimum ?? (schema.exclusiveMinimum === undefined ? -Infinity : schema.exclusiveMinimum + step);
  const ceiling = schema.maximum ?? (schema.exclusiveMaximum === undefined ? Infinity : schema.exclusiveMaximum - step);
  // Bounds that the usual span lies outside of say better what is usual.
  const isUsual = usualLeast <= ceiling && usualMost >= floor;
  const least = isUsual ? Math.max(usualLeast, floor) : floor > -Infinity ? floor : ceiling - 100 * step;
  const most = isUsual ? Math.min(usualMost, ceiling) : ceiling < Infinity ? ceiling : floor + 100 * step;
  const steps = Math.ceil(least / step) + Math.floor(chance.fraction * (Math.floor((most - least) / step) + 1));
  return Number((steps * step).toFixed(10));
}
