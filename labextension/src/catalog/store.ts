import type { IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';

import { GlueError } from '../api/errors';
import {
  deprecatedBy,
  type IColumn,
  type IDatabase,
  type ITable
} from '../api/shapes';
import type { IGlueClient } from '../tokens';

export type LoadState = 'idle' | 'loading' | 'ready' | 'error';
export type TableKind = 'table' | 'view' | 'link';

/** Something that is loaded when it is first shown. */
export interface ILoadable {
  load: LoadState;
  error: string;
}

export interface ITableNode extends ILoadable {
  name: string;
  kind: TableKind;
  /** Whether a crawler has deprecated the table. */
  isDeprecated: boolean;
  /** Known once the table itself has been loaded. */
  columns: readonly IColumn[];
  partitionKeys: readonly IColumn[];
}

export interface IDatabaseNode extends ILoadable {
  database: IDatabase;
  tables: Map<string, ITableNode>;
}

const MOST_UNTYPED = 50;

/** The loaded part of the catalog. Everything is loaded on demand, and only once. */
export class CatalogStore implements ILoadable, IDisposable {
  constructor(private readonly _client: IGlueClient) {}

  load: LoadState = 'idle';
  error = '';
  readonly databases = new Map<string, IDatabaseNode>();

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._ended.signal.aborted;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._ended.abort();
    Signal.clearData(this);
  }

  table(database: string, table: string): ITableNode | undefined {
    return this.databases.get(database)?.tables.get(table);
  }

  /** Load the names of all databases. */
  async loadDatabases(): Promise<void> {
    await this._loading('databases', this, async () => {
      const seen = new Set<string>();
      const growth = new Private.Growth(() => this._changed.emit());
      const pages = this._client.pages('GetDatabases', {}, this._ended.signal);
      for await (const page of pages) {
        for (const database of page.DatabaseList) {
          seen.add(database.Name);
          this._putDatabase(database);
        }
        growth.reached(seen.size);
      }
      Private.keepOnly(this.databases, seen);
    });
  }

  /** Load the names of all tables of a database. */
  async loadTables(database: string): Promise<void> {
    const node = this.databases.get(database);
    if (!node) {
      return;
    }
    const untyped: string[] = [];
    await this._loading(`tables ${database}`, node, async () => {
      const seen = new Set<string>();
      const growth = new Private.Growth(() => this._changed.emit());
      const pages = this._client.pages(
        'GetTables',
        // Without MaxResults, the server returns pages of the maximum size.
        {
          DatabaseName: database,
          AttributesToGet: ['NAME', 'TABLE_TYPE']
        },
        this._ended.signal
      );
      for await (const page of pages) {
        for (const table of page.TableList) {
          seen.add(table.Name);
          if (table.TableType === undefined && !node.tables.has(table.Name)) {
            untyped.push(table.Name);
          }
          Private.putTable(node, table);
        }
        growth.reached(seen.size);
      }
      Private.keepOnly(node.tables, seen);
    });
    await this._markDeprecated(database, node);
    // Resource links have no type; only GetTable returns their target.
    const unknown = untyped.slice(0, MOST_UNTYPED);
    await Promise.all(unknown.map(name => this.loadTable(database, name)));
  }

  /** Load one table with its columns. */
  async loadTable(database: string, table: string): Promise<void> {
    const node = this._tableNode(database, table);
    await this._loading(`table ${database}\n${table}`, node, async () => {
      const answer = await this._client.call(
        'GetTable',
        { DatabaseName: database, Name: table },
        this._ended.signal
      );
      Private.fill(node, answer.Table);
    });
  }

  /** Reload a database, which may have been created or deleted. */
  async refreshDatabase(database: string): Promise<void> {
    // A list that is being loaded may predate the new database.
    await this._running.get('databases');
    const fetch = this._client.call(
      'GetDatabase',
      { Name: database },
      this._ended.signal
    );
    await this._sync(fetch, {
      found: answer => this._putDatabase(answer.Database),
      gone: () => this.databases.delete(database)
    });
  }

  /** Reload a table, which may have been created or deleted. */
  async refreshTable(database: string, table: string): Promise<void> {
    await this._running.get(`tables ${database}`);
    const parent = this.databases.get(database);
    const known = parent?.tables.get(table);
    if (!parent || (parent.load !== 'ready' && !known)) {
      return;
    }
    const fetch = this._client.call(
      'GetTable',
      { DatabaseName: database, Name: table },
      this._ended.signal
    );
    await this._sync(fetch, {
      found: answer =>
        Private.fill(this._tableNode(database, table), answer.Table),
      gone: () => parent.tables.delete(table)
    });
  }

  /** Reload everything that has been loaded. */
  async refreshAll(): Promise<void> {
    await this.loadDatabases();
    const nodes = [...this.databases];
    await Promise.all(
      nodes
        .filter(([, node]) => node.load !== 'idle')
        .map(([name]) => this.loadTables(name))
    );
    const tables = nodes.flatMap(([database, node]) =>
      [...node.tables.values()]
        .filter(table => table.load !== 'idle')
        .map(table => this.loadTable(database, table.name))
    );
    await Promise.all(tables);
  }

  /** Mark the deprecated tables; the list of tables doesn't tell. */
  private async _markDeprecated(
    database: string,
    node: IDatabaseNode
  ): Promise<void> {
    let names: ReadonlySet<string>;
    try {
      names = new Set(
        await this._client.deprecated(database, this._ended.signal)
      );
    } catch {
      return; // the list is of use without the marks
    }
    for (const table of node.tables.values()) {
      table.isDeprecated = names.has(table.name);
    }
    if (names.size > 0 && !this.isDisposed) {
      this._changed.emit();
    }
  }

  private async _sync<T>(
    fetch: Promise<T>,
    then: { found: (answer: T) => void; gone: () => void }
  ): Promise<void> {
    try {
      then.found(await fetch);
    } catch (reason) {
      if (GlueError.codeOf(reason) !== GlueError.NOT_FOUND) {
        return;
      }
      then.gone();
    }
    if (!this.isDisposed) {
      this._changed.emit();
    }
  }

  /** Start a load, or join it if it is already running; track its state on the node. */
  private async _loading(
    name: string,
    node: ILoadable,
    work: () => Promise<void>
  ): Promise<void> {
    const running = this._running.get(name);
    if (running) {
      return running;
    }
    const run = this._track(node, work).finally(() => {
      this._running.delete(name);
    });
    this._running.set(name, run);
    return run;
  }

  private async _track(
    node: ILoadable,
    work: () => Promise<void>
  ): Promise<void> {
    node.load = node.load === 'ready' ? 'ready' : 'loading';
    this._changed.emit();
    try {
      await work();
      node.load = 'ready';
      node.error = '';
    } catch (reason) {
      node.load = 'error';
      node.error = GlueError.messageOf(reason);
    }
    if (!this.isDisposed) {
      this._changed.emit();
    }
  }

  private _putDatabase(database: IDatabase): void {
    const node = this.databases.get(database.Name);
    if (node) {
      node.database = database;
    } else {
      this.databases.set(database.Name, {
        database,
        tables: new Map(),
        load: 'idle',
        error: ''
      });
    }
  }

  private _tableNode(database: string, table: string): ITableNode {
    if (!this.databases.has(database)) {
      this._putDatabase({ Name: database });
    }
    const parent = this.databases.get(database) as IDatabaseNode;
    return (
      parent.tables.get(table) ?? Private.putTable(parent, { Name: table })
    );
  }

  private readonly _ended = new AbortController();
  private readonly _running = new Map<string, Promise<void>>();
  private readonly _changed = new Signal<this, void>(this);
}

namespace Private {
  /** Shows a long list while it loads, but doesn't redraw it for every page. */
  export class Growth {
    constructor(private readonly _show: () => void) {}

    reached(size: number): void {
      if (size >= this._next) {
        this._next = size * 2;
        this._show();
      }
    }

    private _next = 0;
  }

  function kindOf(table: ITable): TableKind {
    if (table.TargetTable) {
      return 'link';
    }
    return table.TableType === 'VIRTUAL_VIEW' ? 'view' : 'table';
  }

  export function keepOnly<T>(map: Map<string, T>, names: Set<string>): void {
    for (const name of map.keys()) {
      if (!names.has(name)) {
        map.delete(name);
      }
    }
  }

  export function putTable(parent: IDatabaseNode, table: ITable): ITableNode {
    const known = parent.tables.get(table.Name);
    if (known) {
      known.kind = known.load === 'ready' ? known.kind : kindOf(table);
      return known;
    }
    const node: ITableNode = {
      name: table.Name,
      kind: kindOf(table),
      isDeprecated: false,
      columns: [],
      partitionKeys: [],
      load: 'idle',
      error: ''
    };
    parent.tables.set(table.Name, node);
    return node;
  }

  export function fill(node: ITableNode, table: ITable): void {
    node.kind = kindOf(table);
    node.isDeprecated = deprecatedBy(table) !== null;
    node.columns = table.StorageDescriptor?.Columns ?? [];
    node.partitionKeys = table.PartitionKeys ?? [];
    node.load = 'ready';
    node.error = '';
  }
}
