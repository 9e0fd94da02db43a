import type { Mode, PropertyModel } from "../model/model.js";

/** Whether a property belongs to the other direction. */
export function isElsewhere(
  { readOnly, writeOnly }: Pick<PropertyModel, "readOnly" | "writeOnly">,
  mode: Mode,
): boolean {
  return mode === "read" ? writeOnly : readOnly;
}

/** Whether every object has a property of that name, such as `constructor`: an absent one cannot be told from it. */
export function isInherited({ name }: Pick<PropertyModel, "name">): boolean {
  return name in Object.prototype;
}
