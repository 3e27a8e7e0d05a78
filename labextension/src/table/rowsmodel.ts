import { VDomModel } from '@jupyterlab/ui-components';

import type { Cell } from '../api/routes';
import { fittingWidth, possibleWidth, usualWidth } from './columnwidths';
import { delimited, type TextFormat, valueText } from './delimited';
import { type ISort, orderRows, searchText } from './roworder';
import {
  at,
  clamp,
  HEADER,
  type IExtent,
  type ISelection,
  rangeOf
} from './selection';

export interface IRowColumn {
  name: string;
  type: string;
}

type Row = readonly Cell[];

/** Rows as a grid shows them: filtered, sorted, and selected, with the widths of their columns. */
export class RowsModel extends VDomModel {
  get columns(): readonly IRowColumn[] {
    return this._columns;
  }

  /** The number of rows without the filter. */
  get total(): number {
    return this._rows.length;
  }

  /** The rows that match the filter, sorted. */
  get shown(): readonly Row[] {
    this._shown ??= orderRows(this._rows, {
      texts: this._filter.trim() === '' ? null : this._searchTexts(),
      filter: this._filter,
      sort: this._sort,
      type: this._columns[this._sort?.column ?? 0]?.type ?? ''
    }).map(index => this._rows[index] ?? []);
    return this._shown;
  }

  get extent(): IExtent {
    return { rows: this.shown.length, columns: this._columns.length };
  }

  /** Show other rows. What was chosen for these columns is kept. */
  take(columns: readonly IRowColumn[], rows: readonly Row[]): void {
    if (JSON.stringify(columns) !== JSON.stringify(this._columns)) {
      this._sort = null;
      this._selection = at({ row: 0, column: 0 });
      this._isOpen = false;
    }
    this._columns = columns;
    this._rows = rows;
    this._texts = null;
    this._usualWidths.clear();
    this._change();
  }

  get filter(): string {
    return this._filter;
  }

  /** Show only the rows that contain a text. */
  filterBy(filter: string): void {
    this._filter = filter;
    this._change();
  }

  get isFiltered(): boolean {
    return this._filter.trim() !== '';
  }

  get sort(): ISort | null {
    return this._sort;
  }

  sortBy(sort: ISort | null): void {
    this._sort = sort;
    this._change();
  }

  /** Sort by a column: ascending, then descending, then in the original order. */
  toggleSort(column: number): void {
    const isSorted = this._sort?.column === column;
    this.sortBy(
      isSorted && this._sort?.isDescending
        ? null
        : { column, isDescending: isSorted }
    );
  }

  get selection(): ISelection {
    return this._selection;
  }

  select(selection: ISelection): void {
    this._selection = clamp(selection, this.extent);
    this.stateChanged.emit();
  }

  /** Whether the viewer is open; it shows the cell with the focus. */
  get isOpen(): boolean {
    return this._isOpen && this._selection.cursor.row !== HEADER;
  }

  open(): void {
    this._isOpen = true;
    this.stateChanged.emit();
  }

  close(): void {
    this._isOpen = false;
    this.stateChanged.emit();
  }

  /** The cell with the focus. */
  get value(): Cell {
    const { row, column } = this._selection.cursor;
    return this.shown[row]?.[column] ?? null;
  }

  /** The width of a column, in characters. */
  widthOf(column: number): number {
    const { name, type } = this._columns[column] ?? { name: '', type: '' };
    const known = this._widths.get(name) ?? this._usualWidths.get(name);
    if (known !== undefined) {
      return known;
    }
    const usual = usualWidth(
      { name, type },
      this._valuesOf(this._rows, column)
    );
    this._usualWidths.set(name, usual);
    return usual;
  }

  /** Changes with every change of widths. */
  get widthVersion(): number {
    return this._widthVersion;
  }

  setWidth(column: number, width: number): void {
    this._widths.set(this._columns[column]?.name ?? '', possibleWidth(width));
    this._widthVersion++;
    this.stateChanged.emit();
  }

  /** Make a column as wide as its shown values. */
  fit(column: number): void {
    const head = this._columns[column];
    if (head) {
      const values = this._valuesOf(this.shown, column);
      this.setWidth(column, fittingWidth(head, values));
    }
  }

  resetWidths(): void {
    this._widths.clear();
    this._widthVersion++;
    this.stateChanged.emit();
  }

  /** The selected cells as text. One cell is its value as it is. */
  selectedText(format: TextFormat, withNames = false): string {
    const { cursor } = this._selection;
    const { top, bottom, left, right } = rangeOf(this._selection);
    const names = this._columns.slice(left, right + 1).map(({ name }) => name);
    if (cursor.row === HEADER) {
      return this._columns[cursor.column]?.name ?? '';
    }
    if (!withNames && format === 'tsv' && top === bottom && left === right) {
      return valueText(this.value);
    }
    const lines = this.shown
      .slice(top, bottom + 1)
      .map(row => row.slice(left, right + 1));
    return delimited(withNames ? [names, ...lines] : lines, format);
  }

  /** All shown rows as the content of a CSV file. */
  csv(): string {
    const names = this._columns.map(({ name }) => name);
    return `${delimited([names, ...this.shown], 'csv')}\r\n`;
  }

  private _change(): void {
    this._shown = null;
    this._selection = clamp(at(this._selection.cursor), this.extent);
    this.stateChanged.emit();
  }

  private _searchTexts(): readonly string[] {
    this._texts ??= this._rows.map(searchText);
    return this._texts;
  }

  private _valuesOf(rows: readonly Row[], column: number): Cell[] {
    return rows.map(row => row[column] ?? null);
  }

  private _columns: readonly IRowColumn[] = [];
  private _rows: readonly Row[] = [];
  private _shown: readonly Row[] | null = null;
  private _texts: readonly string[] | null = null;
  private _filter = '';
  private _sort: ISort | null = null;
  private _selection: ISelection = at({ row: 0, column: 0 });
  private _isOpen = false;
  private _widthVersion = 0;
  private readonly _widths = new Map<string, number>();
  private readonly _usualWidths = new Map<string, number>();
}
