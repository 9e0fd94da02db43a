import { isRecord, type JsonObject, own } from "../load/pointer.js";
import { unshared } from "./compare.js";

/** Merges as an Overlay 1.0 update does: objects by property, lists by appending; anything else is replaced. */
export function mergeInto(target: JsonObject, value: JsonObject): void {
  for (const [key, wanted] of Object.entries(value)) {
    // Assigning it would set a prototype.
    if (key === "__proto__") continue;
    const present = own(target, key);
    if (isRecord(present) && isRecord(wanted)) mergeInto(present, wanted);
    else if (Array.isArray(present) && Array.isArray(wanted)) target[key] = [...present, ...unshared(wanted)];
    // `components:` without a value, as in the specification's structured example, says nothing.
    else if (wanted === null && typeof present === "object") continue;
    else target[key] = unshared(wanted);
  }
}
