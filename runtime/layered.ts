import type { Layer } from "./pipeline.js";

/** The layers that are there, the first one outermost, around `innermost`. */
export function layered<Subject, Outcome>(
  layers: readonly (Layer<Subject, Outcome> | undefined)[],
  innermost: (subject: Subject) => Promise<Outcome>,
): (subject: Subject) => Promise<Outcome> {
  return layers.reduceRight<(subject: Subject) => Promise<Outcome>>(
    (next, layer) => (layer ? (subject) => layer(subject, next) : next),
    innermost,
  );
}
