import { keywordObjects } from "../load/literals.js";
import { isRecord, own, pointer } from "../load/pointer.js";

/** Whether a pattern is a regular expression "with unicode", as JSON Schema asks for (Core, 6.4). */
export function compiles(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

export interface WrittenPattern {
  readonly pattern: string;
  /** A pointer; it is made when it is asked for. */
  readonly at: () => string;
}

/** Every pattern that a document asks a value or a name to match, in its order. Data, such as an example, has none. */
export function* patternsIn(root: unknown): Generator<WrittenPattern> {
  for (const { node, at } of keywordObjects(root)) {
    const pattern = own(node, "pattern");
    if (typeof pattern === "string") yield { pattern, at: () => pointer(at(), "pattern") };
    const names = own(node, "patternProperties");
    if (isRecord(names))
      for (const name of Object.keys(names))
        yield { pattern: name, at: () => pointer(at(), "patternProperties", name) };
  }
}
