/**
 * Finds something out about each of many that refer to one another, once: there may be exponentially many ways to one.
 *
 * @param within What is known of one while it is being found out: a circle has led back to it.
 */
export function onceEach<K extends object, T>(within: T, find: (one: K) => T): (one: K) => T {
  const known = new WeakMap<K, { found: T }>();
  return (one) => {
    const before = known.get(one);
    if (before) return before.found;
    const entry = { found: within };
    known.set(one, entry);
    return (entry.found = find(one));
  };
}
