type Cell = string | number;

const text = (cell: Cell): string => (typeof cell === 'number' ? cell.toLocaleString('en') : cell);

/**
 * Rows under a header, numbers to the right.
 * @example renderTable(['file', 'lines'], [['a.csv', 1200]])
 */
export const renderTable = (header: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => text(row[column] ?? '').length)),
  );
  const numeric = header.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const line = (cells: readonly Cell[]): string =>
    cells
      .map((cell, column) =>
        numeric[column] ? text(cell).padStart(widths[column]!) : text(cell).padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
};
