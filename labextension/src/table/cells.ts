import type { Cell } from '../api/routes';

/** A value on one line, as a grid shows it. */
export function cellText(value: Cell): string {
  if (value === null) {
    return 'null';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A value on as many lines as it takes, as the viewer shows it. */
export function cellDetail(value: Cell): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** How much something weighs, for people. */
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

/** The partition's values by the names of the keys. */
export function partitionOf(
  keys: readonly string[],
  values: readonly string[]
): Record<string, string> {
  return Object.fromEntries(
    keys.map((key, index) => [key, values[index] ?? ''])
  );
}
