/** Generates code that reads a table with Glue, Spark, or SQL. */

import type { ICatalogPath } from './path';

export type ReadStyle = 'dynamicframe' | 'dataframe' | 'sql';

/** The Spark SQL name of a database, table, column, or field. */
export function sqlName(path: ICatalogPath): string {
  const inColumn =
    path.column === undefined ? [] : [path.column, ...(path.field ?? [])];
  const parts = inColumn.length > 0 ? inColumn : [path.database, path.table];
  return parts
    .filter(part => part !== undefined)
    .map(Private.quoteIdentifier)
    .join('.');
}

/** Return code that reads a table, or only one column if the path has one. */
export function readCode(path: ICatalogPath, style: ReadStyle): string {
  const { database, table = '', column } = path;
  switch (style) {
    case 'dynamicframe':
      return Private.dynamicFrame(database, table, column);
    case 'dataframe':
      return Private.dataFrame(
        sqlName({ database, table }),
        column && sqlName(path)
      );
    case 'sql':
      return Private.sql(
        sqlName({ database, table }),
        column === undefined ? '*' : sqlName(path)
      );
  }
}

namespace Private {
  export function quoteIdentifier(name: string): string {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
      ? name
      : `\`${name.replaceAll('`', '``')}\``;
  }

  // A JSON string literal is also a valid Python string literal.
  const python = (text: string): string => JSON.stringify(text);

  export function dynamicFrame(
    database: string,
    table: string,
    column: string | undefined
  ): string {
    const fields =
      column === undefined ? '' : `.select_fields([${python(column)}])`;
    return [
      'dyf = glueContext.create_dynamic_frame.from_catalog(',
      `    database=${python(database)},`,
      `    table_name=${python(table)},`,
      `)${fields}`,
      'dyf.toDF()'
    ].join('\n');
  }

  export function dataFrame(table: string, column: string | undefined): string {
    const select = column === undefined ? '' : `.select(${python(column)})`;
    return `df = spark.table(${python(table)})${select}\ndf`;
  }

  export function sql(table: string, columns: string): string {
    return `%%sql\nSELECT ${columns}\nFROM ${table}\nLIMIT 10`;
  }
}
