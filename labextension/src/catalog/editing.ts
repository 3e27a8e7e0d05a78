/** Changes to the catalog, each in as few calls as Glue allows. */

import { GlueError } from '../api/errors';
import type { ITable, ITableInput } from '../api/shapes';
import type { IGlueClient } from '../tokens';
import { type ICatalogPath, keyOf } from './path';

const BATCH = 100;
const COUNTED = 1000;

/** What a table's answer holds that an update takes. */
export function tableInputOf(table: ITable): ITableInput {
  return {
    Name: table.Name,
    ...Private.pick(table, [
      'Description',
      'Owner',
      'LastAccessTime',
      'LastAnalyzedTime',
      'Retention',
      'StorageDescriptor',
      'PartitionKeys',
      'ViewOriginalText',
      'ViewExpandedText',
      'TableType',
      'Parameters',
      'TargetTable'
    ])
  };
}

/** Write a new version of a table, unless it has changed since it was read. */
export async function updateTable(
  client: IGlueClient,
  table: ITable,
  change: (input: ITableInput) => ITableInput
): Promise<void> {
  await client.call('UpdateTable', {
    DatabaseName: table.DatabaseName ?? '',
    TableInput: change(tableInputOf(table)),
    ...(table.VersionId !== undefined && { VersionId: table.VersionId })
  });
}

/** Give a database or a table another description. */
export async function describe(
  client: IGlueClient,
  path: ICatalogPath,
  description: string
): Promise<void> {
  if (path.table === undefined) {
    const { Database } = await client.call('GetDatabase', {
      Name: path.database
    });
    await updateDatabase(client, path.database, {
      ...Private.pick(Database, ['LocationUri', 'Parameters']),
      Name: path.database,
      Description: description
    });
    return;
  }
  const { Table } = await client.call('GetTable', {
    DatabaseName: path.database,
    Name: path.table
  });
  await updateTable(client, Table, input => ({
    ...input,
    Description: description
  }));
}

/** Give a database another name; everything in it goes with it. */
export async function renameDatabase(
  client: IGlueClient,
  from: string,
  to: string
): Promise<void> {
  const { Database } = await client.call('GetDatabase', { Name: from });
  await updateDatabase(client, from, {
    ...Private.pick(Database, ['Description', 'LocationUri', 'Parameters']),
    Name: to
  });
}

/** How many there are of something, and whether the counting stopped there. */
export interface ICount {
  count: number;
  isAll: boolean;
}

/** What goes when these are deleted. */
export interface ILoss {
  databases: { name: string; tables: ICount }[];
  tables: { path: ICatalogPath; partitions: ICount; versions: ICount }[];
}

/** Count what goes when these are deleted. */
export async function lossOf(
  client: IGlueClient,
  paths: readonly ICatalogPath[]
): Promise<ILoss> {
  const { databases, tables } = Private.split(paths);
  return {
    databases: await Promise.all(
      databases.map(async name => ({
        name,
        tables: await Private.count(
          client.pages('GetTables', {
            DatabaseName: name,
            AttributesToGet: ['NAME']
          }),
          page => page.TableList.length
        )
      }))
    ),
    tables: await Promise.all(
      tables.map(async path => ({
        path,
        partitions: await Private.count(
          client.pages('GetPartitions', {
            DatabaseName: path.database,
            TableName: path.table,
            ExcludeColumnSchema: true
          }),
          page => page.Partitions.length
        ),
        versions: await Private.count(
          client.pages('GetTableVersions', {
            DatabaseName: path.database,
            TableName: path.table
          }),
          page => page.TableVersions.length
        )
      }))
    )
  };
}

/** What deleting a selection deletes: columns go with their table, and by themselves not at all. */
export function deletableOf(paths: readonly ICatalogPath[]): ICatalogPath[] {
  const whole = paths.filter(path => path.column === undefined);
  const keys = new Set(whole.map(keyOf));
  const goes = ({ database, table, column }: ICatalogPath) =>
    column === undefined ||
    keys.has(keyOf({ database })) ||
    keys.has(keyOf({ database, table }));
  return paths.every(goes) ? whole : [];
}

/** Delete databases with all that is in them, and tables; what failed is thrown at the end. */
export async function deleteAll(
  client: IGlueClient,
  paths: readonly ICatalogPath[]
): Promise<void> {
  const { databases, tables } = Private.split(paths);
  const problems: string[] = [];
  for (const [database, names] of Private.byDatabase(tables)) {
    for (let start = 0; start < names.length; start += BATCH) {
      const answer = await client.call('BatchDeleteTable', {
        DatabaseName: database,
        TablesToDelete: names.slice(start, start + BATCH)
      });
      problems.push(
        ...(answer.Errors ?? []).map(
          error =>
            `${error.TableName}: ${error.ErrorDetail?.ErrorMessage ?? ''}`
        )
      );
    }
  }
  for (const name of databases) {
    await client.call('DeleteDatabase', { Name: name });
  }
  if (problems.length > 0) {
    throw new GlueError('PartialFailure', problems.join('\n'), 400);
  }
}

async function updateDatabase(
  client: IGlueClient,
  name: string,
  input: { Name: string; Description?: string }
): Promise<void> {
  await client.call('UpdateDatabase', { Name: name, DatabaseInput: input });
}

namespace Private {
  export function pick<T extends object, K extends keyof T>(
    value: T,
    keys: readonly K[]
  ): Pick<T, K> {
    const entries = keys
      .filter(key => value[key] !== undefined && value[key] !== null)
      .map(key => [key, value[key]]);
    return Object.fromEntries(entries) as Pick<T, K>;
  }

  interface ITablePath {
    database: string;
    table: string;
  }

  /** Databases and tables apart, without the tables whose database goes as well. */
  export function split(paths: readonly ICatalogPath[]): {
    databases: string[];
    tables: ITablePath[];
  } {
    const databases = paths
      .filter(path => path.table === undefined)
      .map(p => p.database);
    const tables = paths.flatMap(({ database, table, column }) =>
      table === undefined ||
      column !== undefined ||
      databases.includes(database)
        ? []
        : [{ database, table }]
    );
    return { databases, tables };
  }

  export function byDatabase(
    tables: readonly ITablePath[]
  ): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const { database, table } of tables) {
      found.set(database, [...(found.get(database) ?? []), table]);
    }
    return found;
  }

  export async function count<T>(
    pages: AsyncIterable<T>,
    size: (page: T) => number
  ): Promise<ICount> {
    let counted = 0;
    for await (const page of pages) {
      counted += size(page);
      if (counted >= COUNTED) {
        return { count: counted, isAll: false };
      }
    }
    return { count: counted, isAll: true };
  }
}
