/** ID of the command that opens a table page, importable without loading the page. */
export const OPEN_TABLE = 'glue:open-table';

/** The widget ID of a table page. */
export function idOfTable(database: string, table: string): string {
  return `glue-table:${database}/${table}`;
}
