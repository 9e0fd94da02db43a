/** What one document may cost (docs/adr/0001-one-parse-confined.md). Generous: GitHub's document uses a tenth of it. */
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
  const known = new Map<object, { size: number; height: number }>();
  const open = new Set<object>();
  let failure: BudgetFailure | undefined;
  const measure = (node: unknown, depth: number): { size: number; height: number } => {
    const leaf = { size: 1, height: 0 };
    if (typeof node !== "object" || node === null || failure !== undefined) return leaf;
    const before = known.get(node);
    if (open.has(node)) failure = "cycle";
    else if (depth + (before?.height ?? 0) > limits.depth) failure = "depth";
    if (before !== undefined || failure !== undefined) return before ?? leaf;
    open.add(node);
    const total = { ...leaf };
    for (const child of Object.values(node)) {
      const { size, height } = measure(child, depth + 1);
      total.size += size;
      total.height = Math.max(total.height, height + 1);
    }
    open.delete(node);
    known.set(node, total);
    if (total.size > limits.nodes) failure = "nodes";
    return total;
  };
  measure(root, 0);
  return failure;
}
