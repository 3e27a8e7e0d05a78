import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { GlueError } from './api/errors';
import type { ICrawlerInput } from './api/crawlershapes';
import type {
  ICatalogEvent,
  ICrawl,
  IEventPage,
  IFolderLevel,
  IHealth,
  ILogPiece,
  IPreview,
  IPreviewRequest,
  IProfile,
  IProfileRequest,
  ISearchResult,
  ITypeProblem
} from './api/routes';
import type {
  Operation,
  PagedOperation,
  Request,
  Response
} from './api/shapes';

/** Client for the endpoint: the Glue API and the server's own routes. */
export interface IGlueClient {
  /** Emitted when a response shows that the server extension isn't installed. */
  readonly serverMissing: ISignal<IGlueClient, GlueError>;

  /** Call one operation of the Glue API. */
  call<O extends Operation>(
    operation: O,
    request: Request<O>,
    signal?: AbortSignal
  ): Promise<Response<O>>;

  /** Call an operation and yield each page of its results. */
  pages<O extends PagedOperation>(
    operation: O,
    request: Request<O>,
    signal?: AbortSignal
  ): AsyncGenerator<Response<O>, void, void>;

  health(signal?: AbortSignal): Promise<IHealth>;
  /** The names of the tables of a database that a crawler has deprecated. */
  deprecated(database: string, signal?: AbortSignal): Promise<string[]>;

  search(
    query: string,
    limit: number,
    signal?: AbortSignal
  ): Promise<ISearchResult>;

  /** The column types to offer. */
  columnTypes(): Promise<string[]>;

  /** What is wrong with a column type, or null. */
  checkColumnType(type: string): Promise<ITypeProblem | null>;

  /** The events after a sequence number, or the latest event if it is null. */
  events(after: number | null, signal?: AbortSignal): Promise<IEventPage>;
  preview(request: IPreviewRequest, signal?: AbortSignal): Promise<IPreview>;
  profile(request: IProfileRequest, signal?: AbortSignal): Promise<IProfile>;

  /** The folders that can be crawled in a location, or the data folders and buckets if it is ''. */
  folders(location: string, signal?: AbortSignal): Promise<IFolderLevel>;

  /** Start a dry run: a crawl that changes nothing. */
  dryRun(crawler: ICrawlerInput, signal?: AbortSignal): Promise<ICrawl>;

  /** The current state of a crawl. */
  crawl(runId: string, signal?: AbortSignal): Promise<ICrawl>;
  newestCrawl(crawler: string, signal?: AbortSignal): Promise<ICrawl>;

  /** Request that a crawl stop. */
  stopCrawl(runId: string): Promise<ICrawl>;
  crawlLog(
    runId: string,
    offset: number,
    signal?: AbortSignal
  ): Promise<ILogPiece>;
}

export const IGlueClient = new Token<IGlueClient>(
  'glue-devendpoint:IGlueClient',
  'Client for the AWS Glue endpoint in the Jupyter server.'
);

/** Reports catalog changes made by any client. */
export interface ICatalogFeed {
  /** Emitted with the events since the last emission. */
  readonly changed: ISignal<ICatalogFeed, readonly ICatalogEvent[]>;

  /** Poll for events until the returned object is disposed. */
  watch(): IDisposable;
}

export const ICatalogFeed = new Token<ICatalogFeed>(
  'glue-devendpoint:ICatalogFeed',
  'Reports changes in the Glue Data Catalog.'
);
