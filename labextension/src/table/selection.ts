/** A cell position in the grid, from 0. Row -1 is the header. */
export interface IPlace {
  row: number;
  column: number;
}

/** The number of rows and columns. */
export interface IExtent {
  rows: number;
  columns: number;
}

/** A rectangle of cells, including its last row and column. */
export interface IRange {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** The selected cells: from where the selection began to the cell with the focus. */
export interface ISelection {
  anchor: IPlace;
  cursor: IPlace;
}

export const HEADER = -1;
const PAGE = 20;

export function rangeOf({ anchor, cursor }: ISelection): IRange {
  return {
    top: Math.min(anchor.row, cursor.row),
    bottom: Math.max(anchor.row, cursor.row),
    left: Math.min(anchor.column, cursor.column),
    right: Math.max(anchor.column, cursor.column)
  };
}

export function isIn(range: IRange, { row, column }: IPlace): boolean {
  return (
    row >= range.top &&
    row <= range.bottom &&
    column >= range.left &&
    column <= range.right
  );
}

/** Select one cell. */
export function at(place: IPlace): ISelection {
  return { anchor: place, cursor: place };
}

/** Extend a selection to a cell. The header is never part of a range. */
export function extend(selection: ISelection, cursor: IPlace): ISelection {
  const inRows = (place: IPlace) => ({ ...place, row: Math.max(0, place.row) });
  return { anchor: inRows(selection.anchor), cursor: inRows(cursor) };
}

/** Keep a selection within the grid after its rows have changed. */
export function clamp(selection: ISelection, extent: IExtent): ISelection {
  const within = ({ row, column }: IPlace): IPlace => ({
    row: Math.max(HEADER, Math.min(extent.rows - 1, row)),
    column: Math.max(0, Math.min(extent.columns - 1, column))
  });
  return { anchor: within(selection.anchor), cursor: within(selection.cursor) };
}

interface IKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/** Return the selection after a key, or null if the key doesn't select. */
export function select(
  selection: ISelection,
  event: IKey,
  extent: IExtent
): ISelection | null {
  const isAccel = event.ctrlKey || event.metaKey;
  const { row, column } = selection.cursor;
  const [lastRow, lastColumn] = [extent.rows - 1, extent.columns - 1];
  if (isAccel && event.key.toLowerCase() === 'a') {
    return {
      anchor: { row: 0, column: 0 },
      cursor: { row: lastRow, column: lastColumn }
    };
  }
  if (event.key === ' ' && event.shiftKey) {
    return { anchor: { row, column: 0 }, cursor: { row, column: lastColumn } };
  }
  if (event.key === ' ' && isAccel) {
    return { anchor: { row: 0, column }, cursor: { row: lastRow, column } };
  }
  const moved = move(selection.cursor, event, extent);
  if (moved === null) {
    return null;
  }
  return event.shiftKey ? extend(selection, moved) : at(moved);
}

function move(from: IPlace, event: IKey, extent: IExtent): IPlace | null {
  const isAccel = event.ctrlKey || event.metaKey;
  const [lastRow, lastColumn] = [extent.rows - 1, extent.columns - 1];
  const row = (to: number, least = 0): IPlace => ({
    row: Math.max(least, Math.min(lastRow, to)),
    column: from.column
  });
  const column = (to: number): IPlace => ({
    row: from.row,
    column: Math.max(0, Math.min(lastColumn, to))
  });
  switch (event.key) {
    case 'ArrowDown':
      return row(isAccel ? lastRow : from.row + 1, HEADER);
    case 'ArrowUp':
      return row(isAccel ? 0 : from.row - 1, HEADER);
    case 'ArrowRight':
      return column(isAccel ? lastColumn : from.column + 1);
    case 'ArrowLeft':
      return column(isAccel ? 0 : from.column - 1);
    case 'PageDown':
      return row(from.row + PAGE);
    case 'PageUp':
      return row(from.row - PAGE);
    case 'Home':
      return isAccel ? { row: 0, column: 0 } : column(0);
    case 'End':
      return isAccel
        ? { row: lastRow, column: lastColumn }
        : column(lastColumn);
    default:
      return null;
  }
}
