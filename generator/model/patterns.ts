import { own } from "../load/pointer.js";

/** Whether a pattern is a regular expression "with unicode", as JSON Schema asks for (Core, 6.4). */
export function compiles(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

/** Every text that stands at a key `pattern`, wherever that is. */
export function* patternsIn(root: unknown): Generator<string> {
  const seen = new Set<object>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== "object" || node === null || seen.has(node)) continue;
    seen.add(node);
    const pattern = own(node, "pattern");
    if (typeof pattern === "string") yield pattern;
    for (const child of Object.values(node)) open.push(child);
  }
}
