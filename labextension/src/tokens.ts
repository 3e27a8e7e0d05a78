import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { GlueError } from './api/errors';
import type { ICrawlerInput } from './api/crawlershapes';
import type {
  ICatalogEvent,
  ICrawl,
  IEventPage,
  IHealth,
  ILogPiece,
  IPreview,
  IPreviewRequest,
  IProfile,
  IProfileRequest,
  ISearchResult
} from './api/routes';
import type {
  Operation,
  PagedOperation,
  Request,
  Response
} from './api/shapes';

/** The door to the endpoint: Glue's own API and the routes beside it. */
export interface IGlueClient {
  /** Emitted when an answer shows that the server part is not installed. */
  readonly serverMissing: ISignal<IGlueClient, GlueError>;

  /** Call one operation of the Glue API. */
  call<O extends Operation>(
    operation: O,
    request: Request<O>,
    signal?: AbortSignal
  ): Promise<Response<O>>;

  /** Call an operation for each of its pages. */
  pages<O extends PagedOperation>(
    operation: O,
    request: Request<O>,
    signal?: AbortSignal
  ): AsyncGenerator<Response<O>, void, void>;

  health(signal?: AbortSignal): Promise<IHealth>;
  search(
    query: string,
    limit: number,
    signal?: AbortSignal
  ): Promise<ISearchResult>;

  /** The events after one; without it the newest, from which to go on. */
  events(after: number | null, signal?: AbortSignal): Promise<IEventPage>;
  preview(request: IPreviewRequest, signal?: AbortSignal): Promise<IPreview>;
  profile(request: IProfileRequest, signal?: AbortSignal): Promise<IProfile>;

  /** Begin a crawl that writes nothing. */
  dryRun(crawler: ICrawlerInput, signal?: AbortSignal): Promise<ICrawl>;

  /** How a crawl stands. */
  crawl(runId: string, signal?: AbortSignal): Promise<ICrawl>;
  newestCrawl(crawler: string, signal?: AbortSignal): Promise<ICrawl>;

  /** Ask a crawl to stop. */
  stopCrawl(runId: string): Promise<ICrawl>;
  crawlLog(
    runId: string,
    offset: number,
    signal?: AbortSignal
  ): Promise<ILogPiece>;
}

export const IGlueClient = new Token<IGlueClient>(
  'glue-devendpoint:IGlueClient',
  'The door to the AWS Glue endpoint that runs in the Jupyter server.'
);

/** What changes in the catalog, whoever changes it. */
export interface ICatalogFeed {
  /** Emitted with what has happened since the last time. */
  readonly changed: ISignal<ICatalogFeed, readonly ICatalogEvent[]>;

  /** Keep reading until what is returned is disposed of. */
  watch(): IDisposable;
}

export const ICatalogFeed = new Token<ICatalogFeed>(
  'glue-devendpoint:ICatalogFeed',
  'Tells what changes in the Glue Data Catalog.'
);
