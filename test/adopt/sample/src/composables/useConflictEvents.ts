/** Tells open forms that they have to load their record again. */
type Listener = (id: string) => void;

const listeners = { job: new Set<Listener>(), order: new Set<Listener>() };

export function onConflict(record: keyof typeof listeners, listener: Listener): () => void {
  listeners[record].add(listener);
  return () => void listeners[record].delete(listener);
}

export function announceConflict(record: keyof typeof listeners, id: string): void {
  for (const listener of listeners[record]) listener(id);
}
