import type { Cell } from '../api/routes';
import { parseType } from '../catalog/types';
import { cellText } from './cells';

/** A column by its index, and the direction to sort by it. */
export interface ISort {
  column: number;
  isDescending: boolean;
}

/** Compares two values of a column. Nulls come last in either direction. */
export type Comparer = (one: Cell, other: Cell) => number;

/** Return the order of a column's type. */
export function comparerFor(type: string, isDescending: boolean): Comparer {
  const sign = isDescending ? -1 : 1;
  const compare =
    parseType(type).family === 'number'
      ? Private.compareNumbers
      : Private.compareTexts;
  return (one, other) => {
    if (one === null || other === null) {
      return Number(one === null) - Number(other === null);
    }
    return sign * compare(one, other);
  };
}

/** Return the indexes of the rows that match a text, sorted. Equal rows keep their order. */
export function orderRows(
  rows: readonly (readonly Cell[])[],
  options: {
    texts: readonly string[] | null;
    filter: string;
    sort: ISort | null;
    type: string;
  }
): readonly number[] {
  const { texts, filter, sort } = options;
  const wanted = filter.trim().toLowerCase();
  const indexes = [...rows.keys()].filter(
    index => wanted === '' || texts?.[index]?.includes(wanted)
  );
  if (sort) {
    const compare = comparerFor(options.type, sort.isDescending);
    const cell = (index: number): Cell => rows[index]?.[sort.column] ?? null;
    indexes.sort((one, other) => compare(cell(one), cell(other)));
  }
  return indexes;
}

/** The text of a row that a filter searches. A line break separates the cells. */
export function searchText(row: readonly Cell[]): string {
  return row.map(cellText).join('\n').toLowerCase();
}

namespace Private {
  const DECIMAL = /^(-?)(\d*)(?:\.(\d*))?$/;

  /** Compare numbers. Those that JSON can't represent are texts; NaN is the largest. */
  export function compareNumbers(one: Cell, other: Cell): number {
    const [a, b] = [toNumber(one), toNumber(other)];
    if (Number.isNaN(a) || Number.isNaN(b)) {
      return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    }
    return a !== b ? (a < b ? -1 : 1) : compareExactly(one, other);
  }

  export function compareTexts(one: Cell, other: Cell): number {
    const [a, b] = [cellText(one), cellText(other)];
    return a === b ? 0 : a < b ? -1 : 1;
  }

  function toNumber(value: Cell): number {
    const text = String(value).toLowerCase();
    return text.endsWith('inf')
      ? text.startsWith('-')
        ? -Infinity
        : Infinity
      : Number(text);
  }

  /** Compare numbers that differ only beyond the precision of JavaScript. */
  function compareExactly(one: Cell, other: Cell): number {
    const [a, b] = [DECIMAL.exec(String(one)), DECIMAL.exec(String(other))];
    if (!a || !b) {
      return 0;
    }
    const length = Math.max(a[3]?.length ?? 0, b[3]?.length ?? 0);
    const [x, y] = [scaled(a, length), scaled(b, length)];
    return x === y ? 0 : x < y ? -1 : 1;
  }

  /** A decimal as a whole number with a fixed number of decimal places. */
  function scaled(parts: RegExpExecArray, places: number): bigint {
    const [, sign = '', whole = '', fraction = ''] = parts;
    return BigInt(`${sign}0${whole}${fraction.padEnd(places, '0')}`);
  }
}
