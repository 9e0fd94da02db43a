/**
 * Whether work on eight times the text takes clearly more than eight times as long. It compares two times of
 * one run, with room for a machine that is busy with something else; it says nothing about any speed.
 */
export function growsFasterThanText(work: (text: string) => unknown, piece: string, length = 4000): boolean {
  const time = (size: number): number => {
    const text = piece.repeat(Math.ceil(size / piece.length));
    const start = performance.now();
    work(text);
    return performance.now() - start;
  };
  const grows = (): boolean => {
    const small = time(length);
    return time(8 * length) > 16 * small + 300;
  };
  time(100);
  // Twice, because a machine may have been busy once.
  return grows() && grows();
}
