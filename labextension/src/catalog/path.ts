/** The path of a database, table, or column in the catalog. */
export interface ICatalogPath {
  database: string;
  table?: string;
  column?: string;
  /** The path of a nested field inside the column. */
  field?: readonly string[];
}

// Glue names can't contain line breaks, so a line break is a safe separator.
const SEPARATOR = '\n';

/** Convert a path to a unique string key for rows and selections. */
export function keyOf(path: ICatalogPath): string {
  const parts = [path.database, path.table, path.column, ...(path.field ?? [])];
  return parts.filter(part => part !== undefined).join(SEPARATOR);
}

/** Convert a key back to its path. */
export function pathOf(key: string): ICatalogPath {
  const [database = '', table, column, ...field] = key.split(SEPARATOR);
  return {
    database,
    ...(table !== undefined && { table }),
    ...(column !== undefined && { column }),
    ...(field.length > 0 && { field })
  };
}
