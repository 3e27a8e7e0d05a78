import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon, downloadIcon } from '@jupyterlab/ui-components';

import { formatCount } from '../format';
import type { TableModel } from './model';
import type { RowsModel } from './rowsmodel';

export const RowCommandIDs = {
  copyCells: 'glue:copy-cells',
  copyCellsWithNames: 'glue:copy-cells-with-names',
  copyCellsAsCsv: 'glue:copy-cells-as-csv',
  showCell: 'glue:show-cell',
  sortAscending: 'glue:sort-column-ascending',
  sortDescending: 'glue:sort-column-descending',
  originalOrder: 'glue:original-row-order',
  fitColumn: 'glue:fit-column',
  resetColumns: 'glue:reset-column-widths',
  exportRows: 'glue:export-rows'
} as const;

interface IRowOptions {
  trans: TranslationBundle;
  /** The table page in use. */
  current: () => TableModel | null;
  /** Return the focus to the grid, from the menu or from what was copied. */
  focusGrid: () => void;
}

/** Commands for the rows of a preview: copy, sort, column widths, and export. */
export function addRowCommands(
  app: JupyterFrontEnd,
  options: IRowOptions
): void {
  Private.addCopyCommands(app, options);
  Private.addLookCommands(app, options);
  const { current, trans } = options;
  app.commands.addCommand(RowCommandIDs.exportRows, {
    label: trans.__('Export rows as CSV'),
    caption: trans.__('Save the shown rows as a CSV file'),
    icon: downloadIcon,
    describedBy: Private.NO_ARGS,
    isEnabled: () => Private.rowsOf(current) !== null,
    execute: () => {
      const model = current();
      if (model) {
        const file = `${model.database}.${model.name}.csv`;
        Private.download(file, model.rows.csv());
        Notification.success(Private.exportNote(model, file, trans), {
          autoClose: 8000
        });
      }
    }
  });
}

namespace Private {
  export const NO_ARGS = { args: { type: 'object', properties: {} } };

  /** The rows of the page in use, or null if there are none. */
  export function rowsOf(current: IRowOptions['current']): RowsModel | null {
    const rows = current()?.rows ?? null;
    return rows !== null && rows.shown.length > 0 ? rows : null;
  }

  export function addCopyCommands(
    app: JupyterFrontEnd,
    { current, focusGrid, trans }: IRowOptions
  ): void {
    const addCopy = (
      id: string,
      text: { label: string; caption: string },
      textOf: (rows: RowsModel) => string
    ) =>
      app.commands.addCommand(id, {
        ...text,
        icon: copyIcon,
        describedBy: NO_ARGS,
        isEnabled: () => rowsOf(current) !== null,
        execute: () => {
          const rows = rowsOf(current);
          if (rows) {
            Clipboard.copyToSystem(textOf(rows));
            focusGrid();
          }
        }
      });
    addCopy(
      RowCommandIDs.copyCells,
      {
        label: trans.__('Copy'),
        caption: trans.__('Copy the selected cells, to paste in a spreadsheet')
      },
      rows => rows.selectedText('tsv')
    );
    addCopy(
      RowCommandIDs.copyCellsWithNames,
      {
        label: trans.__('Copy with column names'),
        caption: trans.__('Copy the selected cells below their column names')
      },
      rows => rows.selectedText('tsv', true)
    );
    addCopy(
      RowCommandIDs.copyCellsAsCsv,
      {
        label: trans.__('Copy as CSV'),
        caption: trans.__('Copy the selected cells as CSV with column names')
      },
      rows => rows.selectedText('csv', true)
    );
  }

  export function addLookCommands(
    app: JupyterFrontEnd,
    { current, focusGrid, trans }: IRowOptions
  ): void {
    const add = (
      id: string,
      label: string,
      caption: string,
      execute: (rows: RowsModel, column: number) => void
    ) =>
      app.commands.addCommand(id, {
        label,
        caption,
        describedBy: NO_ARGS,
        isEnabled: () => rowsOf(current) !== null,
        execute: () => {
          const rows = rowsOf(current);
          if (rows) {
            execute(rows, rows.selection.cursor.column);
            focusGrid();
          }
        }
      });
    const sort =
      (isDescending: boolean) => (rows: RowsModel, column: number) => {
        rows.sortBy({ column, isDescending });
      };
    add(
      RowCommandIDs.showCell,
      trans.__('Show value'),
      trans.__('Show the value of the cell in full'),
      rows => rows.open()
    );
    add(
      RowCommandIDs.sortAscending,
      trans.__('Sort ascending'),
      trans.__('Sort the shown rows by this column, from low to high'),
      sort(false)
    );
    add(
      RowCommandIDs.sortDescending,
      trans.__('Sort descending'),
      trans.__('Sort the shown rows by this column, from high to low'),
      sort(true)
    );
    add(
      RowCommandIDs.originalOrder,
      trans.__('Original order'),
      trans.__('Show the rows in their original order'),
      rows => rows.sortBy(null)
    );
    add(
      RowCommandIDs.fitColumn,
      trans.__('Fit column to content'),
      trans.__('Make the column as wide as its values'),
      (rows, column) => rows.fit(column)
    );
    add(
      RowCommandIDs.resetColumns,
      trans.__('Reset column widths'),
      trans.__('Show all columns in their usual widths'),
      rows => rows.resetWidths()
    );
  }

  export function download(name: string, text: string): void {
    const address = URL.createObjectURL(
      new Blob([text], { type: 'text/csv;charset=utf-8' })
    );
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    URL.revokeObjectURL(address);
  }

  /** Say how many rows were exported, and whether the table has more. */
  export function exportNote(
    { preview, rows }: TableModel,
    file: string,
    trans: TranslationBundle
  ): string {
    const shown = rows.shown.length;
    const exported = trans._n(
      'Exported %2 row to %3.',
      'Exported %2 rows to %3.',
      shown,
      formatCount(shown),
      file
    );
    const more = preview.value?.truncated
      ? trans.__('The table has more rows.')
      : rows.isFiltered
        ? trans.__('Rows that don’t match the filter are left out.')
        : '';
    return `${exported} ${more}`.trimEnd();
  }
}
