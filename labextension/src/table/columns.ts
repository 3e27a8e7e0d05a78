import type { IColumn, ITable, ITableInput } from '../api/shapes';
import { parseType } from '../catalog/types';
import type { ITypeNode } from '../catalog/types';

/** Return a table input with one column or partition key changed. */
export function withColumn(
  input: ITableInput,
  name: string,
  change: Partial<IColumn>
): ITableInput {
  const apply = (columns: readonly IColumn[] | undefined) =>
    columns?.map(column =>
      column.Name === name ? { ...column, ...change } : column
    );
  const columns = apply(input.StorageDescriptor?.Columns);
  const keys = apply(input.PartitionKeys);
  return {
    ...input,
    ...(input.StorageDescriptor && {
      StorageDescriptor: {
        ...input.StorageDescriptor,
        ...(columns && { Columns: columns })
      }
    }),
    ...(keys && { PartitionKeys: keys })
  };
}

/** A row of the schema: a column or a nested field. */
export interface ISchemaRow {
  key: string;
  name: string;
  type: ITypeNode;
  comment: string;
  depth: number;
  partitionKey: boolean;
  expandable: boolean;
  expanded: boolean;
}

/** The rows of a schema, including the nested fields of expanded columns. */
export function schemaRows(
  table: ITable,
  options: { filter: string; expanded: ReadonlySet<string> }
): ISchemaRow[] {
  const needle = options.filter.trim().toLowerCase();
  const columns = [
    ...(table.StorageDescriptor?.Columns ?? []).map(column => ({
      column,
      key: false
    })),
    ...(table.PartitionKeys ?? []).map(column => ({ column, key: true }))
  ];
  return columns
    .filter(({ column }) => Private.answers(column, needle))
    .flatMap(({ column, key }) =>
      Private.open(
        {
          key: column.Name,
          name: column.Name,
          type: parseType(column.Type ?? ''),
          comment: column.Comment ?? '',
          depth: 0,
          partitionKey: key
        },
        options.expanded
      )
    );
}

namespace Private {
  export function answers(column: IColumn, needle: string): boolean {
    const texts = [column.Name, column.Type ?? '', column.Comment ?? ''];
    return texts.some(text => text.toLowerCase().includes(needle));
  }

  export function open(
    row: Omit<ISchemaRow, 'expandable' | 'expanded'>,
    expanded: ReadonlySet<string>
  ): ISchemaRow[] {
    const { children } = row.type;
    const isOpen = children.length > 0 && expanded.has(row.key);
    const below = isOpen
      ? children.flatMap(child =>
          open(
            {
              key: `${row.key}\n${child.name}`,
              name: child.name,
              type: child.type,
              comment: '',
              depth: row.depth + 1,
              partitionKey: false
            },
            expanded
          )
        )
      : [];
    return [
      { ...row, expandable: children.length > 0, expanded: isOpen },
      ...below
    ];
  }
}
