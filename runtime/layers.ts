/** Does something around what comes next; may do it several times, or not at all. */
export type Layer<Subject, Outcome> = (
  subject: Subject,
  next: (subject: Subject) => Promise<Outcome>,
) => Promise<Outcome>;

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
