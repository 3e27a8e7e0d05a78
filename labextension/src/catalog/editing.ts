/** Changes to the catalog, in as few API calls as possible. */

import { GlueError } from '../api/errors';
import type { ITable, ITableInput } from '../api/shapes';
import type { IGlueClient } from '../tokens';
import { type ICatalogPath, keyOf } from './path';

const BATCH = 100;
const COUNTED = 1000;

/** Keep the fields of a GetTable response that UpdateTable accepts. */
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

/** Save a new version of a table; fail if the table has changed since it was read. */
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

/** Change the description of a database or table. */
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

/** Rename a database, keeping its tables. */
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

/** A count, and whether it is complete or only a lower bound. */
export interface ICount {
  count: number;
  isAll: boolean;
}

/** What would be deleted. */
export interface ILoss {
  databases: { name: string; tables: ICount }[];
  tables: { path: ICatalogPath; partitions: ICount; versions: ICount }[];
}

/** Count what would be deleted with these databases and tables. */
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

/** The deletable part of a selection. Columns can only be deleted together with their table. */
export function deletableOf(paths: readonly ICatalogPath[]): ICatalogPath[] {
  const whole = paths.filter(path => path.column === undefined);
  const keys = new Set(whole.map(keyOf));
  const goes = ({ database, table, column }: ICatalogPath) =>
    column === undefined ||
    keys.has(keyOf({ database })) ||
    keys.has(keyOf({ database, table }));
  return paths.every(goes) ? whole : [];
}

/** Delete databases and tables; throw an error at the end if some couldn't be deleted. */
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

  /** Split into databases and tables, without the tables of databases that are deleted too. */
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
