import { VDomModel } from '@jupyterlab/ui-components';

import { GlueError } from '../api/errors';
import type { IPreview, IProfile, ITypeProblem } from '../api/routes';
import type { IColumn, IPartition, ITable, ITableVersion } from '../api/shapes';
import { tableInputOf, updateTable } from '../catalog/editing';
import { Task } from '../task';
import type { IGlueClient } from '../tokens';
import { withColumn } from './columns';
import { RowsModel } from './rowsmodel';
import type { Tab } from './tabs';

/** Default number of preview rows. */
export const PREVIEW_ROWS = 200;
const PARTITION_PAGE = 100;
const VERSION_PAGE = 100;

/** The partitions loaded so far, and the token of the next page. */
export interface IPartitionList {
  partitions: IPartition[];
  nextToken: string | null;
}

/** State of a table page: the data of each tab, and the edits. */
export class TableModel extends VDomModel {
  constructor(
    private readonly _client: IGlueClient,
    private _database: string,
    readonly name: string,
    private readonly _previewRows: () => number = () => PREVIEW_ROWS
  ) {
    super();
    for (const task of this._tasks) {
      task.changed.connect(this._onTaskChanged, this);
    }
    this.preview.changed.connect(this._onPreviewChanged, this);
  }

  readonly table = new Task<ITable>();
  readonly preview = new Task<IPreview>();
  /** The rows of the preview, as they are shown. */
  readonly rows = new RowsModel();
  readonly profile = new Task<IProfile>();
  readonly partitions = new Task<IPartitionList>();
  readonly versions = new Task<ITableVersion[]>();

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    for (const task of this._tasks) {
      task.dispose();
    }
    this.rows.dispose();
    super.dispose();
  }

  get database(): string {
    return this._database;
  }

  /** Follow the database to its new name. */
  async onDatabaseRenamed(database: string): Promise<void> {
    this._database = database;
    this.stateChanged.emit();
    await this.onChanged();
  }

  get tab(): Tab {
    return this._tab;
  }

  /** Open a tab and load its data. */
  openTab(tab: Tab): void {
    this._tab = tab;
    this.stateChanged.emit();
    void this._loadTab();
  }

  /** The column to highlight in the schema. */
  get column(): string | null {
    return this._column;
  }

  /** Show a column in the schema. */
  openColumn(column: string): void {
    this._column = column;
    this.openTab('schema');
  }

  /** The partition to preview and profile, or null for the whole table. */
  get partition(): Record<string, string> | null {
    return this._partition;
  }

  /** The filter expression of the partitions tab. */
  get expression(): string {
    return this._expression;
  }

  /** Whether the table has been deleted since the page was opened. */
  get isGone(): boolean {
    return this._isGone;
  }

  /** Load the table and the open tab if they haven't been loaded yet. */
  async show(): Promise<void> {
    if (this.table.isIdle) {
      await this.reload();
    }
    await this._loadTab();
  }

  /** Reload the table. */
  async reload(): Promise<void> {
    await this.table.run(async signal => {
      const request = { DatabaseName: this.database, Name: this.name };
      try {
        const { Table } = await this._client.call('GetTable', request, signal);
        this._isGone = false;
        return Table;
      } catch (reason) {
        this._isGone = GlueError.codeOf(reason) === GlueError.NOT_FOUND;
        throw reason;
      }
    });
  }

  /** Reload everything that has been loaded, because the table has changed. */
  async onChanged(): Promise<void> {
    await this.reload();
    if (this.versions.value !== null) {
      await this.loadVersions();
    }
    if (this.partitions.value !== null) {
      await this._readPartitionsAgain(this.partitions.value.partitions.length);
    }
    await this._readDataAgain();
  }

  async runPreview(): Promise<void> {
    await this.preview.run(signal =>
      this._client.preview(
        {
          database: this.database,
          table: this.name,
          partition: this._partition,
          limit: this._previewRows()
        },
        signal
      )
    );
  }

  /** Preview one partition or the whole table. */
  async previewPartition(
    partition: Record<string, string> | null
  ): Promise<void> {
    this._partition = partition;
    this._tab = 'preview';
    this.profile.clear();
    await this.runPreview();
  }

  async runProfile(): Promise<void> {
    this._wasProfiled = false;
    await this.profile.run(signal =>
      this._client.profile(
        {
          database: this.database,
          table: this.name,
          partition: this._partition,
          columns: null
        },
        signal
      )
    );
  }

  /** Whether the whole table has been profiled, also before the page was reloaded. */
  get isProfiled(): boolean {
    const isWhole = this._partition === null;
    return isWhole && (this._wasProfiled || this.profile.value !== null);
  }

  /** Profile the table as soon as the profile is shown: it was profiled before the page was reloaded. */
  profileAgain(): void {
    this._wasProfiled = true;
  }

  /** Load the first page of partitions that match an expression. */
  async loadPartitions(expression: string): Promise<void> {
    this._expression = expression;
    await this.partitions.run(signal => this._partitionPage(null, signal));
  }

  /** Load the next page of partitions. */
  async morePartitions(): Promise<void> {
    const known = this.partitions.value;
    if (known?.nextToken) {
      await this.partitions.run(async signal => {
        const page = await this._partitionPage(known.nextToken, signal);
        return {
          partitions: [...known.partitions, ...page.partitions],
          nextToken: page.nextToken
        };
      });
    }
  }

  async loadVersions(): Promise<void> {
    await this.versions.run(async signal => {
      const versions: ITableVersion[] = [];
      const pages = this._client.pages(
        'GetTableVersions',
        {
          DatabaseName: this.database,
          TableName: this.name,
          MaxResults: VERSION_PAGE
        },
        signal
      );
      for await (const page of pages) {
        versions.push(...page.TableVersions);
      }
      return versions;
    });
  }

  /** The column types to offer. */
  offered(): Promise<readonly string[]> {
    this._offered ??= this._client.columnTypes();
    return this._offered;
  }

  /** What is wrong with a column type, or null. */
  problemOf(type: string): Promise<ITypeProblem | null> {
    return this._client.checkColumnType(type);
  }

  /** Change the type or comment of a column, which creates a new table version. */
  async editColumn(name: string, change: Partial<IColumn>): Promise<void> {
    const table = this.table.value;
    if (table) {
      await this._write(() =>
        updateTable(this._client, table, input =>
          withColumn(input, name, change)
        )
      );
    }
  }

  /** Restore an old version as a new one. */
  async restore(version: ITable): Promise<void> {
    const table = this.table.value;
    if (table) {
      await this._write(() =>
        updateTable(this._client, table, () => tableInputOf(version))
      );
    }
  }

  /** Read the rows and the profile again if they are shown; otherwise discard them. */
  private async _readDataAgain(): Promise<void> {
    const isShown = {
      preview: this._tab === 'preview' && !this.preview.isIdle,
      profile: this._tab === 'profile' && !this.profile.isIdle
    };
    if (!isShown.preview) {
      this.preview.clear();
    }
    if (!isShown.profile) {
      this.profile.clear();
    }
    if (isShown.preview && !this._isGone) {
      await this.runPreview();
    }
    if (isShown.profile && !this._isGone) {
      await this.runProfile();
    }
  }

  private async _write(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } finally {
      await this.onChanged();
    }
  }

  private async _loadTab(): Promise<void> {
    if (this.table.value === null) {
      return;
    }
    if (this._tab === 'preview' && this.preview.isIdle) {
      await this.runPreview();
    } else if (
      this._tab === 'profile' &&
      this.profile.isIdle &&
      this._wasProfiled
    ) {
      await this.runProfile();
    } else if (this._tab === 'partitions' && this.partitions.isIdle) {
      await this.loadPartitions('');
    } else if (this._tab === 'versions' && this.versions.isIdle) {
      await this.loadVersions();
    }
  }

  /** Reload at least as many partitions as were shown. */
  private async _readPartitionsAgain(count: number): Promise<void> {
    await this.partitions.run(async signal => {
      let list = await this._partitionPage(null, signal);
      while (list.nextToken !== null && list.partitions.length < count) {
        const page = await this._partitionPage(list.nextToken, signal);
        list = {
          partitions: [...list.partitions, ...page.partitions],
          nextToken: page.nextToken
        };
      }
      return list;
    });
  }

  private async _partitionPage(
    token: string | null,
    signal: AbortSignal
  ): Promise<IPartitionList> {
    const page = await this._client.call(
      'GetPartitions',
      {
        DatabaseName: this.database,
        TableName: this.name,
        MaxResults: PARTITION_PAGE,
        ExcludeColumnSchema: true,
        ...(this._expression.trim() !== '' && { Expression: this._expression }),
        ...(token !== null && { NextToken: token })
      },
      signal
    );
    return { partitions: page.Partitions, nextToken: page.NextToken || null };
  }

  private _onTaskChanged(): void {
    this.stateChanged.emit();
  }

  private _onPreviewChanged(): void {
    const { value } = this.preview;
    if (value !== null && value !== this._shownPreview) {
      this._shownPreview = value;
      this.rows.take(value.columns, value.rows);
    }
  }

  private get _tasks() {
    return [
      this.table,
      this.preview,
      this.profile,
      this.partitions,
      this.versions
    ];
  }

  private _shownPreview: IPreview | null = null;
  private _tab: Tab = 'schema';
  private _column: string | null = null;
  private _partition: Record<string, string> | null = null;
  private _expression = '';
  private _isGone = false;
  private _wasProfiled = false;
  private _offered: Promise<readonly string[]> | null = null;
}
