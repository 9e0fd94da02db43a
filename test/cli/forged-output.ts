/** What a document's author must not achieve in what we print: begin a line, give a command, move the cursor, reorder text. */
export function forgedOutput(output: string): string[] {
  return [
    // Commands of our own begin with `::error file=` or its like.
    ...output
      .split("\n")
      .filter((line) => /^\s*::(?!(?:error|warning|notice) file=)/.test(line))
      .map((line) => `a command: ${line}`),
    ...[...output.matchAll(/##\w*\[/g)].map(([text]) => `a command: ${text}`),
    ...[...output.matchAll(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu)].map(
      ([char]) => `U+${char.codePointAt(0)!.toString(16)}`,
    ),
  ];
}
