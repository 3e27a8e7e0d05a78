/** Compares two versions of a table. */

import type { IColumn, ITable, Properties } from '../api/shapes';

export interface IChange {
  /** What changed. */
  area: 'column' | 'partition key' | 'property' | 'table';
  name: string;
  before: string | null;
  after: string | null;
}

/** Return the differences between two versions, columns first. */
export function diffVersions(before: ITable, after: ITable): IChange[] {
  return [
    ...Private.columns(
      'column',
      before.StorageDescriptor?.Columns,
      after.StorageDescriptor?.Columns
    ),
    ...Private.columns(
      'partition key',
      before.PartitionKeys,
      after.PartitionKeys
    ),
    ...Private.values('table', Private.facts(before), Private.facts(after)),
    ...Private.values(
      'property',
      before.Parameters ?? {},
      after.Parameters ?? {}
    )
  ];
}

namespace Private {
  export function columns(
    area: IChange['area'],
    before: readonly IColumn[] = [],
    after: readonly IColumn[] = []
  ): IChange[] {
    const written = (list: readonly IColumn[]) =>
      Object.fromEntries(list.map(column => [column.Name, write(column)]));
    const moved = order(area, before, after);
    return [...values(area, written(before), written(after)), ...moved];
  }

  function write(column: IColumn): string {
    const comment = column.Comment ? ` -- ${column.Comment}` : '';
    return `${column.Type ?? ''}${comment}`;
  }

  /** Column order matters for positional formats such as CSV. */
  function order(
    area: IChange['area'],
    before: readonly IColumn[],
    after: readonly IColumn[]
  ): IChange[] {
    const shared = (list: readonly IColumn[], other: readonly IColumn[]) =>
      list
        .map(column => column.Name)
        .filter(name => other.some(column => column.Name === name))
        .join(', ');
    const [was, is] = [shared(before, after), shared(after, before)];
    return was === is ? [] : [{ area, name: '*', before: was, after: is }];
  }

  export function values(
    area: IChange['area'],
    before: Properties,
    after: Properties
  ): IChange[] {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names]
      .filter(name => before[name] !== after[name])
      .map(name => ({
        area,
        name,
        before: before[name] ?? null,
        after: after[name] ?? null
      }));
  }

  export function facts(table: ITable): Properties {
    const storage = table.StorageDescriptor;
    const facts: [string, string | undefined][] = [
      ['Description', table.Description],
      ['TableType', table.TableType],
      ['Owner', table.Owner],
      ['Location', storage?.Location],
      ['InputFormat', storage?.InputFormat],
      ['OutputFormat', storage?.OutputFormat],
      ['SerializationLibrary', storage?.SerdeInfo?.SerializationLibrary],
      ['ViewOriginalText', table.ViewOriginalText]
    ];
    return {
      ...Object.fromEntries(
        facts.flatMap(([name, value]) =>
          value ? [[name, value] as const] : []
        )
      ),
      ...Object.fromEntries(
        Object.entries(storage?.SerdeInfo?.Parameters ?? {}).map(
          ([name, value]) => [`SerDe ${name}`, value]
        )
      )
    };
  }
}
