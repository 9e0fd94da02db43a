/**
 * Whether a response came from another address than was asked: what follows redirections by itself tells it by nothing else.
 * `false` where either is unknown.
 */
export function isMoved(asked: string, from: string): boolean {
  const { href } = (globalThis.location as Location | undefined) ?? {};
  if (from === "" || (href === undefined && !/^https?:/i.test(asked))) return false;
  const [one, other] = [new URL(asked, href), new URL(from, href)];
  one.hash = other.hash = "";
  return one.href !== other.href;
}
