import type { Cell } from '../api/routes';

/** How values are written as text: for a spreadsheet's clipboard, or for a file. */
export type TextFormat = 'csv' | 'tsv';

/** Return lines of separated values, without a final line break. */
export function delimited(
  lines: readonly (readonly Cell[])[],
  format: TextFormat
): string {
  return lines
    .map(line => lineText(line, format))
    .join(format === 'csv' ? '\r\n' : '\n');
}

/** Return one line of separated values. Null is nothing; in CSV, an empty text is quoted. */
function lineText(line: readonly Cell[], format: TextFormat): string {
  const separator = format === 'csv' ? ',' : '\t';
  const texts = line.map(value => {
    const text = valueText(value);
    const isQuoted =
      text === ''
        ? format === 'csv' && value !== null
        : /["\r\n]/.test(text) || text.includes(separator);
    return isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return texts.join(separator);
}

/** The text of a value outside of the grid: null is empty. */
export function valueText(value: Cell): string {
  if (value === null) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
