/** Whether a pattern is a regular expression "with unicode", as JSON Schema asks for (Core, 6.4). */
export function compiles(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}
