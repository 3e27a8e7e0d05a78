/** The command that opens a table's page, for those that do not need the page itself. */
export const OPEN_TABLE = 'glue:open-table';

/** The id of the page of a table. */
export function idOfTable(database: string, table: string): string {
  return `glue-table:${database}/${table}`;
}
