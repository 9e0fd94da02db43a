/** Time that passes only when nothing is left to do now. */
export interface Clock {
  /** Milliseconds since the start of the run. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Lets time pass until nobody waits any more. */
  run(): Promise<void>;
}

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** No real timer is set: hours pass in milliseconds, and a run depends on nothing but its seed. */
export function createClock(): Clock {
  let now = 0;
  // In order of time, and of setting where times are equal.
  const alarms: Alarm[] = [];
  return {
    now: () => now,
    sleep: (milliseconds) =>
      new Promise((ring) => {
        const at = now + Math.max(0, milliseconds);
        const later = alarms.findIndex((alarm) => alarm.at > at);
        alarms.splice(later < 0 ? alarms.length : later, 0, { at, ring });
      }),
    async run() {
      for (;;) {
        await settled();
        const alarm = alarms.shift();
        if (!alarm) return;
        now = alarm.at;
        alarm.ring();
      }
    },
  };
}

/** Node runs a tick once no promise is left that can settle without time passing. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
