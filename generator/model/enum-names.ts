import { own, pointer } from "../load/pointer.js";
import { freeText } from "./identifiers.js";
import type { EnumValue, JsonPrimitive } from "./model.js";
import { list, type Reader, text } from "./reader.js";

/** The keywords of generators that many documents are written for: a text for each value, or, of the last, by value. */
const nameKeywords = ["x-enum-varnames", "x-enumNames", "x-enum-names"];
const descriptionKeywords = ["x-enum-descriptions", "x-enumDescriptions"];

/**
 * The values of an enum with their names and descriptions: `x-enum-varnames` and `x-enum-descriptions` beside `enum`, or,
 * as OpenAPI 3.1 can say it, a `oneOf` of constants with titles. `undefined` for any other schema, and for one that gives
 * neither. Names that do not fit are left out with a warning: two of them on one value would be one.
 */
export function enumValuesOf(reader: Reader, node: unknown, at: string): readonly EnumValue[] | undefined {
  const constants = [...list(own(node, "oneOf")), ...list(own(node, "anyOf"))];
  if (constants.length > 0) {
    const isTold = constants.every((one) => Object.hasOwn(Object(one) as object, "const"));
    if (!isTold || constants.every((one) => own(one, "title") === undefined && own(one, "description") === undefined))
      return undefined;
    const titles = constants.map((one) => text(own(one, "title")));
    const names = usable(reader, titles, constants.length, pointer(at, "oneOf"), "title");
    return constants.map((one, index) => ({
      value: own(one, "const") as JsonPrimitive,
      name: names?.[index],
      description: freeText(own(one, "description")),
    }));
  }
  const values = list(own(node, "enum"));
  const nameKeyword = nameKeywords.find((keyword) => own(node, keyword) !== undefined);
  const descriptions = descriptionKeywords.map((keyword) => own(node, keyword)).find((one) => one !== undefined);
  if (values.length === 0 || (nameKeyword === undefined && descriptions === undefined)) return undefined;
  const names =
    nameKeyword && usable(reader, own(node, nameKeyword), values.length, pointer(at, nameKeyword), nameKeyword);
  return values.map((value, index) => ({
    value: value as JsonPrimitive,
    name: names?.[index],
    description: freeText(Array.isArray(descriptions) ? descriptions[index] : own(descriptions, String(value))),
  }));
}

/** Names, one for each value and each another. */
function usable(
  reader: Reader,
  names: unknown,
  count: number,
  at: string,
  keyword: string,
): readonly string[] | undefined {
  const given = list(names);
  if (keyword === "title" && given.every((name) => name === "")) return undefined;
  const why = !given.every((name): name is string => typeof name === "string" && name.trim() !== "")
    ? "a name is missing or is no text"
    : given.length !== count
      ? `${given.length} for ${count} values`
      : new Set(given).size < count
        ? "two values have one name"
        : undefined;
  if (why === undefined) return given as readonly string[];
  reader.note("enum-names", "warning", `The names of an enum (${keyword}) are not used: ${why}.`, at);
  return undefined;
}
