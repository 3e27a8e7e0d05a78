import { type ISignal, Signal } from '@lumino/signaling';

import { GlueError } from '../src/api/errors';
import type {
  ICrawler,
  ICrawlerInput,
  ICrawlerMetrics
} from '../src/api/crawlershapes';
import type {
  ICrawl,
  IEventPage,
  IFolderLevel,
  IHealth,
  ILogPiece,
  IPreview,
  IPreviewRequest,
  IProfile,
  IRecordedEvent,
  ISearchHit,
  ISearchResult,
  ITypeProblem
} from '../src/api/routes';
import {
  deprecatedBy,
  type IDatabase,
  type ITable,
  type ITableVersion,
  type Operation,
  type PagedOperation,
  type Request,
  type Response
} from '../src/api/shapes';
import type { IGlueClient } from '../src/tokens';

/** An in-memory catalog with the client interface that the models use. */
export class MemoryClient implements IGlueClient {
  readonly databases = new Map<string, IDatabase>();
  readonly tables = new Map<string, ITable[]>();
  readonly crawlers = new Map<string, ICrawler>();
  readonly levels = new Map<string, IFolderLevel>();
  readonly log: string[] = [];
  metrics: ICrawlerMetrics[] = [];
  hits: ISearchHit[] = [];
  recorded: IRecordedEvent[] = [];
  pageSize = 100;
  /** The error that the next call fails with. */
  failure: GlueError | null = null;

  get serverMissing(): ISignal<this, GlueError> {
    return this._serverMissing;
  }

  addTable(
    database: string,
    table: Partial<ITable> & { Name: string }
  ): ITable {
    this.databases.set(database, { Name: database });
    const versions = this.tables.get(`${database}/${table.Name}`) ?? [];
    const added = {
      ...table,
      DatabaseName: database,
      VersionId: String(versions.length)
    };
    this.tables.set(`${database}/${table.Name}`, [added, ...versions]);
    return added;
  }

  async call<O extends Operation>(
    operation: O,
    request: Request<O>
  ): Promise<Response<O>> {
    this.log.push(operation);
    const failure = this.failure;
    this.failure = null;
    if (failure) {
      throw failure;
    }
    return this._answer(
      operation,
      request as unknown as Record<string, unknown>
    ) as Response<O>;
  }

  async *pages<O extends PagedOperation>(
    operation: O,
    request: Request<O>
  ): AsyncGenerator<Response<O>, void, void> {
    yield await this.call(operation, request);
  }

  async health(): Promise<IHealth> {
    return {
      status: 'ok',
      version: '0.1.0',
      account_id: '123456789012',
      region: 'us-east-1',
      database: 'sqlite'
    };
  }

  async search(query: string): Promise<ISearchResult> {
    this.log.push(`search ${query}`);
    return { hits: this.hits, truncated: false };
  }

  async deprecated(database: string): Promise<string[]> {
    return [...this.tables.entries()]
      .filter(([key]) => key.startsWith(`${database}/`))
      .flatMap(([, [newest]]) => (newest ? [newest] : []))
      .filter(table => deprecatedBy(table) !== null)
      .map(table => table.Name);
  }

  async columnTypes(): Promise<string[]> {
    return ['string', 'int', 'timestamp'];
  }

  async checkColumnType(type: string): Promise<ITypeProblem | null> {
    return (await this.columnTypes()).includes(type)
      ? null
      : { problem: `unknown type '${type}'`, position: 0 };
  }

  async events(after: number | null): Promise<IEventPage> {
    const events =
      after === null ? [] : this.recorded.filter(event => event.seq > after);
    return { events, next: this.recorded.at(-1)?.seq ?? 0 };
  }

  async preview(request: IPreviewRequest): Promise<IPreview> {
    this.log.push(`preview ${request.limit}`);
    return {
      columns: [{ name: 'a', type: 'int' }],
      rows: [[1]],
      truncated: false,
      files_read: 1,
      bytes_read: 1,
      elapsed_ms: 1
    };
  }

  async profile(): Promise<IProfile> {
    this.log.push('profile');
    return {
      columns: [],
      sampled: { method: 'all rows', rows: 0, of_files: 0 }
    };
  }

  async folders(location: string): Promise<IFolderLevel> {
    this.log.push(`folders ${location}`);
    const level = this.levels.get(location);
    if (level === undefined) {
      throw new GlueError('NotFound', `${location} doesn’t exist.`, 404);
    }
    return level;
  }

  async dryRun(crawler: ICrawlerInput): Promise<ICrawl> {
    this.log.push(`dryRun ${crawler.Name}`);
    return makeCrawl(crawler.Name, { is_dry: true });
  }

  async crawl(): Promise<ICrawl> {
    return makeCrawl('any');
  }

  async newestCrawl(crawler: string): Promise<ICrawl> {
    return makeCrawl(crawler);
  }

  async stopCrawl(runId: string): Promise<ICrawl> {
    this.log.push(`stopCrawl ${runId}`);
    return makeCrawl('any', { state: 'STOPPED' });
  }

  async crawlLog(): Promise<ILogPiece> {
    return { text: 'INFO\n', next: 5, is_complete: true };
  }

  private _answer(
    operation: Operation,
    request: Record<string, unknown>
  ): unknown {
    const database = String(request.DatabaseName ?? request.Name);
    const name = String(request.Name ?? request.TableName);
    switch (operation) {
      case 'GetDatabases':
        return { DatabaseList: [...this.databases.values()] };
      case 'GetDatabase':
        return {
          Database: this._found(this.databases.get(database), database)
        };
      case 'GetTables':
        return { TableList: this._tablesOf(database) };
      case 'GetTable':
        return { Table: this._newest(database, name) };
      case 'GetTableVersions':
        return { TableVersions: this._versionsOf(database, name) };
      case 'GetPartitions':
        return { Partitions: [{ Values: ['2025'] }] };
      case 'GetCrawlers':
        return { Crawlers: [...this.crawlers.values()] };
      case 'GetCrawlerMetrics':
        return { CrawlerMetricsList: this.metrics };
      case 'GetCrawler':
        return { Crawler: this._found(this.crawlers.get(name), name) };
      case 'CreateCrawler':
        return {};
      case 'UpdateCrawler':
        return {};
      case 'StartCrawler':
        return {};
      case 'UpdateTable':
        return this._update(database, request);
      default:
        return {};
    }
  }

  private _update(database: string, request: Record<string, unknown>): object {
    const input = request.TableInput as ITable;
    const newest = this._newest(database, input.Name);
    if (
      request.VersionId !== undefined &&
      request.VersionId !== newest.VersionId
    ) {
      throw new GlueError(GlueError.CONCURRENT_MODIFICATION, 'Too late.', 400);
    }
    this.addTable(database, input);
    return {};
  }

  private _tablesOf(database: string): { Name: string }[] {
    return [...this.tables.entries()]
      .filter(([key]) => key.startsWith(`${database}/`))
      .map(([, versions]) => ({
        Name: versions[0]?.Name ?? '',
        TableType: versions[0]?.TableType ?? 'EXTERNAL_TABLE'
      }));
  }

  private _newest(database: string, name: string): ITable {
    return this._found(this.tables.get(`${database}/${name}`)?.[0], name);
  }

  private _versionsOf(database: string, name: string): ITableVersion[] {
    const versions = this.tables.get(`${database}/${name}`) ?? [];
    return versions.map(table => ({
      Table: table,
      VersionId: table.VersionId ?? ''
    }));
  }

  private _found<T>(value: T | undefined, name: string): T {
    if (value === undefined) {
      throw new GlueError(GlueError.NOT_FOUND, `${name} not found.`, 400);
    }
    return value;
  }

  private readonly _serverMissing = new Signal<this, GlueError>(this);
}

/** A successful crawl, with the given changes. */
export function makeCrawl(
  crawler: string,
  changes: Partial<ICrawl> = {}
): ICrawl {
  return {
    run_id: 'run',
    crawler,
    is_dry: false,
    state: 'SUCCEEDED',
    is_stopping: false,
    created_at: 1,
    started_at: 1,
    ended_at: 2,
    progress: null,
    result: null,
    error: null,
    ...changes
  };
}
