import type { Cell } from '../api/routes';

/** Format a value on one line, for the grid. */
export function cellText(value: Cell): string {
  if (value === null) {
    return 'null';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Format a value on multiple lines, for the viewer. */
export function cellDetail(value: Cell): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** Format a size in bytes for display. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** Map partition keys to the values of a partition. */
export function partitionOf(
  keys: readonly string[],
  values: readonly string[]
): Record<string, string> {
  return Object.fromEntries(
    keys.map((key, index) => [key, values[index] ?? ''])
  );
}
