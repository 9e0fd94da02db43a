/** What one document may cost (DESIGN section 8). Generous: GitHub's document uses a tenth of it. */
export const limits = {
  /** Bytes of one file. */
  fileBytes: 32 * 1024 * 1024,
  /** Files of one document. */
  files: 100,
  /** Nodes, counted as if every YAML alias were written out. */
  nodes: 2_000_000,
  /** Depth of nesting. */
  depth: 500,
} as const;

export type BudgetFailure = "nodes" | "depth" | "cycle";

/**
 * Whether a parsed document stays inside its budget. Aliases make a document a graph: each object is
 * visited once and its expanded size remembered, so that nine lines of aliases cost nine visits.
 */
export function overBudget(root: unknown): BudgetFailure | undefined {
  const sizes = new Map<object, number>();
  const open = new Set<object>();
  let failure: BudgetFailure | undefined;
  const measure = (node: unknown, depth: number): number => {
    if (typeof node !== "object" || node === null || failure !== undefined) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    if (open.has(node)) failure = "cycle";
    else if (depth > limits.depth) failure = "depth";
    if (failure !== undefined) return 1;
    open.add(node);
    let size = 1;
    for (const child of Object.values(node)) size += measure(child, depth + 1);
    open.delete(node);
    sizes.set(node, size);
    if (size > limits.nodes) failure = "nodes";
    return size;
  };
  measure(root, 0);
  return failure;
}
