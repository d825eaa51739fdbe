/** Tables of text. */

type Row = readonly string[];

/** Columns of words to the left, of numbers to the right. */
export function alignedTable(head: Row, rows: readonly Row[]): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const isText = head.map((_, i) => rows.every((row) => /^[a-z]/i.test(row[i] ?? '')));
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => (isText[i] ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** The same in Markdown, for a formatter to align: the first column to the left, the others to the right. */
export const markdownTable = (head: Row, rows: readonly Row[]): string[] =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(markdownRow);

export const markdownRow = (cells: Row): string => `| ${cells.join(' | ')} |`;
