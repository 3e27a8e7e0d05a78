/** Generates the DDL statement that recreates a table. */

import type {
  IColumn,
  IStorageDescriptor,
  ITable,
  Properties
} from '../api/shapes';

/** Return the CREATE statement of a table or view. */
export function ddlOf(table: ITable): string {
  const name = `${Private.quote(table.DatabaseName ?? '')}.${Private.quote(table.Name)}`;
  if (table.TargetTable) {
    const { DatabaseName: database = '', Name: target = '' } =
      table.TargetTable;
    return `-- ${name} is a link to ${Private.quote(database)}.${Private.quote(target)}`;
  }
  if (table.TableType === 'VIRTUAL_VIEW') {
    return `CREATE VIEW ${name} AS\n${Private.viewText(table)}`;
  }
  return Private.createTable(name, table);
}

namespace Private {
  export function quote(name: string): string {
    return `\`${name.replaceAll('`', '``')}\``;
  }

  function literal(text: string): string {
    return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  }

  /** Athena stores a view as an encoded comment in the original text. */
  export function viewText(table: ITable): string {
    const original = table.ViewOriginalText ?? '';
    const encoded = /^\/\* Presto View: (\S+) \*\/$/.exec(original)?.[1];
    if (encoded === undefined) {
      return original || (table.ViewExpandedText ?? '');
    }
    try {
      const bytes = Uint8Array.from(atob(encoded), char => char.charCodeAt(0));
      const view: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return String((view as { originalSql?: string }).originalSql ?? original);
    } catch {
      return original;
    }
  }

  export function createTable(name: string, table: ITable): string {
    const storage = table.StorageDescriptor ?? {};
    const isIceberg = table.Parameters?.table_type?.toUpperCase() === 'ICEBERG';
    const external = table.TableType === 'EXTERNAL_TABLE' && !isIceberg;
    const columns = storage.Columns ?? [];
    return [
      `CREATE ${external ? 'EXTERNAL ' : ''}TABLE ${name}${columnList(columns)}`,
      isIceberg ? 'USING iceberg' : '',
      table.Description ? `COMMENT ${literal(table.Description)}` : '',
      table.PartitionKeys?.length
        ? `PARTITIONED BY${columnList(table.PartitionKeys)}`
        : '',
      isIceberg ? '' : clustering(storage),
      isIceberg ? '' : format(storage),
      storage.Location ? `LOCATION ${literal(storage.Location)}` : '',
      propertyList('TBLPROPERTIES', table.Parameters ?? {})
    ]
      .filter(clause => clause !== '')
      .join('\n');
  }

  function columnList(columns: readonly IColumn[]): string {
    if (columns.length === 0) {
      return '';
    }
    const lines = columns.map(column => {
      const comment = column.Comment
        ? ` COMMENT ${literal(column.Comment)}`
        : '';
      return `  ${quote(column.Name)} ${column.Type ?? 'string'}${comment}`;
    });
    return ` (\n${lines.join(',\n')}\n)`;
  }

  function clustering(storage: IStorageDescriptor): string {
    const buckets = storage.NumberOfBuckets ?? 0;
    if (!storage.BucketColumns?.length || buckets < 1) {
      return '';
    }
    const by = storage.BucketColumns.map(quote).join(', ');
    const sorted = (storage.SortColumns ?? []).map(
      sort => `${quote(sort.Column)} ${sort.SortOrder === 0 ? 'DESC' : 'ASC'}`
    );
    const order = sorted.length > 0 ? ` SORTED BY (${sorted.join(', ')})` : '';
    return `CLUSTERED BY (${by})${order} INTO ${buckets} BUCKETS`;
  }

  function format(storage: IStorageDescriptor): string {
    const library = storage.SerdeInfo?.SerializationLibrary;
    const clauses = [
      library ? `ROW FORMAT SERDE ${literal(library)}` : '',
      propertyList('WITH SERDEPROPERTIES', storage.SerdeInfo?.Parameters ?? {})
    ];
    if (storage.InputFormat && storage.OutputFormat) {
      clauses.push(
        `STORED AS INPUTFORMAT ${literal(storage.InputFormat)}`,
        `  OUTPUTFORMAT ${literal(storage.OutputFormat)}`
      );
    }
    return clauses.filter(clause => clause !== '').join('\n');
  }

  function propertyList(keyword: string, properties: Properties): string {
    const lines = Object.entries(properties)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `  ${literal(key)} = ${literal(value)}`);
    return lines.length === 0 ? '' : `${keyword} (\n${lines.join(',\n')}\n)`;
  }
}
