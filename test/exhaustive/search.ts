/*
 * Stateless model checking: a program that asks at each of its choices is run again and again, until every sequence of
 * answers has been given. Nothing of the program is modelled or copied: to come back to a state, it is run from the start.
 */

/** Asks which of `alternatives` to take. `state` describes all that the rest of the run depends on. */
export type Choose = (alternatives: number, state: () => string) => number;

export interface Count {
  /** Different states in which a choice was made. */
  readonly states: number;
  /** Runs of the program, from the start to its end or to a state known from another run. */
  readonly executions: number;
  /** Runs that came to an end. */
  readonly ends: number;
}

/** Thrown by `choose` where the rest of the run is known already. */
class KnownState extends Error {}

/**
 * Runs `program` with every sequence of choices, depth first. A state that was met before is not entered again: what
 * follows from it has been seen. `atEnd` gets what each run to the end answered; `true` ends the search.
 */
export async function search<Result>(
  program: (choose: Choose) => Promise<Result>,
  atEnd: (result: Result) => boolean | void,
): Promise<Count> {
  const states = new Set<string>();
  // The choices that lead to where the search is: which was taken, of how many.
  const path: { taken: number; readonly alternatives: number }[] = [];
  let executions = 0;
  let ends = 0;
  for (;;) {
    let depth = 0;
    const choose: Choose = (alternatives, state) => {
      const step = path[depth++];
      if (step) {
        if (step.alternatives !== alternatives)
          throw new Error("The same choices led to another state: chance is left.");
        return step.taken;
      }
      const known = states.size;
      if (states.add(state()).size === known) throw new KnownState();
      path.push({ taken: 0, alternatives });
      return 0;
    };
    executions++;
    try {
      const result = await program(choose);
      ends++;
      if (atEnd(result)) break;
    } catch (error) {
      if (!(error instanceof KnownState)) throw error;
    }
    while (path.length > 0 && path.at(-1)!.taken + 1 === path.at(-1)!.alternatives) path.pop();
    if (path.length === 0) break;
    path.at(-1)!.taken++;
  }
  return { states: states.size, executions, ends };
}
