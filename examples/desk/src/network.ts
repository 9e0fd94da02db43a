/** A network with switches, to see what the desk does without one. */

interface Trouble {
  readonly isOffline: boolean;
  /** The next change is made, and its answer goes astray. */
  readonly losesNext: boolean;
}

let trouble: Trouble = { isOffline: false, losesNext: false };
const listeners = new Set<() => void>();

function set(next: Partial<Trouble>): void {
  trouble = { ...trouble, ...next };
  for (const listener of listeners) listener();
}

export const network = {
  getSnapshot: (): Trouble => trouble,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  fetch: async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (trouble.isOffline) throw new TypeError("The network is switched off.");
    const response = await fetch(input, init);
    if (!trouble.losesNext || (init?.method ?? "GET") === "GET") return response;
    set({ losesNext: false });
    throw new TypeError("The answer was lost.");
  },
  switchOff(isOffline: boolean): void {
    set({ isOffline });
    // As the browser itself tells: whatever waits for the network listens to it.
    dispatchEvent(new Event(isOffline ? "offline" : "online"));
  },
  loseNext: (): void => set({ losesNext: true }),
};
