import type { Cell } from '../api/routes';
import { cellText } from './cells';

const SAMPLE = 50;
const WIDEST = 40;
const WIDEST_FIT = 400;
const WIDEST_TYPE = 16;
/** The padding of a cell, in characters. */
const PADDING = 3;
/** The room for the mark of a sorted column, in characters. */
const MARK = 2;
const NARROWEST = 4;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;

/** A column's width in characters, based on its header and the first rows. */
export function usualWidth(
  column: { name: string; type: string },
  values: readonly Cell[]
): number {
  const header = Math.max(
    characters(column.name) + MARK,
    Math.min(column.type.length, WIDEST_TYPE)
  );
  return Math.min(WIDEST, widest(header, values.slice(0, SAMPLE))) + PADDING;
}

/** The width in characters that shows a column's header and all of its values in full. */
export function fittingWidth(
  column: { name: string; type: string },
  values: readonly Cell[]
): number {
  const header = Math.max(characters(column.name) + MARK, column.type.length);
  return Math.min(WIDEST_FIT, widest(header, values)) + PADDING;
}

/** Keep a width from becoming too narrow to drag. */
export function possibleWidth(width: number): number {
  return Math.max(NARROWEST, width);
}

function widest(header: number, values: readonly Cell[]): number {
  return values.reduce<number>(
    (width, value) => Math.max(width, characters(cellText(value))),
    header
  );
}

/** The length of a text; wide characters count twice. */
function characters(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}
