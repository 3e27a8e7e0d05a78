/** Where something is in the catalog: a database, a table in it, a column in that. */
export interface ICatalogPath {
  database: string;
  table?: string;
  column?: string;
  /** The way into a nested column's type. */
  field?: readonly string[];
}

// Glue allows no line break in any name, so that one can stand between them.
const SEPARATOR = '\n';

/** One string for a path, by which rows and selections are told apart. */
export function keyOf(path: ICatalogPath): string {
  const parts = [path.database, path.table, path.column, ...(path.field ?? [])];
  return parts.filter(part => part !== undefined).join(SEPARATOR);
}

/** The path of a key. */
export function pathOf(key: string): ICatalogPath {
  const [database = '', table, column, ...field] = key.split(SEPARATOR);
  return {
    database,
    ...(table !== undefined && { table }),
    ...(column !== undefined && { column }),
    ...(field.length > 0 && { field })
  };
}
