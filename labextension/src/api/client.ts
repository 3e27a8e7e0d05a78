import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { type ISignal, Signal } from '@lumino/signaling';

import type { IGlueClient } from '../tokens';
import { GlueError } from './errors';
import type { ICrawlerInput } from './crawlershapes';
import type {
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
} from './routes';
import type { Operation, PagedOperation, Request, Response } from './shapes';

const API = 'glue-devendpoint/api';
const EVENT_PAGE = 200;

/** Calls the endpoint over Jupyter's authenticated connection. */
export class GlueClient implements IGlueClient {
  constructor(options: { serverSettings: ServerConnection.ISettings }) {
    this._settings = options.serverSettings;
  }

  get serverMissing(): ISignal<this, GlueError> {
    return this._serverMissing;
  }

  async call<O extends Operation>(
    operation: O,
    request: Request<O>,
    signal?: AbortSignal
  ): Promise<Response<O>> {
    return this._fetch<Response<O>>(
      'glue',
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': `AWSGlue.${operation}`
        },
        body: JSON.stringify(request)
      },
      signal
    );
  }

  async *pages<O extends PagedOperation>(
    operation: O,
    request: Request<O>,
    signal?: AbortSignal
  ): AsyncGenerator<Response<O>, void, void> {
    let next: string | undefined;
    do {
      const page: Response<O> = await this.call(
        operation,
        next === undefined ? request : { ...request, NextToken: next },
        signal
      );
      yield page;
      next = page.NextToken || undefined;
    } while (next !== undefined);
  }

  async health(signal?: AbortSignal): Promise<IHealth> {
    return this._fetch('health', { method: 'GET' }, signal);
  }

  async search(
    query: string,
    limit: number,
    signal?: AbortSignal
  ): Promise<ISearchResult> {
    const asked = URLExt.objectToQueryString({ q: query, limit });
    return this._fetch(`search${asked}`, { method: 'GET' }, signal);
  }

  async deprecated(database: string, signal?: AbortSignal): Promise<string[]> {
    const asked = URLExt.objectToQueryString({ database });
    const { tables } = await this._fetch<{ tables: string[] }>(
      `deprecated${asked}`,
      { method: 'GET' },
      signal
    );
    return tables;
  }

  async columnTypes(): Promise<string[]> {
    const route = 'column-types';
    const { types } = await this._fetch<{ types: string[] }>(route, {
      method: 'GET'
    });
    return types;
  }

  async checkColumnType(type: string): Promise<ITypeProblem | null> {
    const { problem, position } = await this._post<{
      problem: string | null;
      position: number | null;
    }>('column-types', { type });
    return problem === null ? null : { problem, position: position ?? 0 };
  }

  async events(
    after: number | null,
    signal?: AbortSignal
  ): Promise<IEventPage> {
    const asked = URLExt.objectToQueryString(
      after === null ? { limit: 1 } : { after, limit: EVENT_PAGE }
    );
    return this._fetch(`events${asked}`, { method: 'GET' }, signal);
  }

  async preview(
    request: IPreviewRequest,
    signal?: AbortSignal
  ): Promise<IPreview> {
    return this._post('preview', request, signal);
  }

  async profile(
    request: IProfileRequest,
    signal?: AbortSignal
  ): Promise<IProfile> {
    return this._post('profile', request, signal);
  }

  async folders(location: string, signal?: AbortSignal): Promise<IFolderLevel> {
    const asked = URLExt.objectToQueryString({ location });
    return this._fetch(`folders${asked}`, { method: 'GET' }, signal);
  }

  async dryRun(crawler: ICrawlerInput, signal?: AbortSignal): Promise<ICrawl> {
    const { run_id } = await this._post<{ run_id: string }>(
      'crawls/dry-run',
      { crawler },
      signal
    );
    return this.crawl(run_id, signal);
  }

  async crawl(runId: string, signal?: AbortSignal): Promise<ICrawl> {
    return this._fetch(Private.crawlRoute(runId), { method: 'GET' }, signal);
  }

  async newestCrawl(crawler: string, signal?: AbortSignal): Promise<ICrawl> {
    const route = `crawlers/${encodeURIComponent(crawler)}/crawl`;
    return this._fetch(route, { method: 'GET' }, signal);
  }

  async stopCrawl(runId: string): Promise<ICrawl> {
    return this._fetch(Private.crawlRoute(runId), { method: 'DELETE' });
  }

  async crawlLog(
    runId: string,
    offset: number,
    signal?: AbortSignal
  ): Promise<ILogPiece> {
    const asked = URLExt.objectToQueryString({ offset });
    const route = `${Private.crawlRoute(runId)}/log${asked}`;
    return this._fetch(route, { method: 'GET' }, signal);
  }

  private async _post<T>(
    route: string,
    body: object,
    signal?: AbortSignal
  ): Promise<T> {
    const init = { method: 'POST', body: JSON.stringify(body) };
    return this._fetch<T>(route, init, signal);
  }

  private async _fetch<T>(
    route: string,
    init: RequestInit,
    signal?: AbortSignal
  ): Promise<T> {
    const url = URLExt.join(this._settings.baseUrl, API, route);
    const response = await this._send(url, { ...init, signal });
    const body = await Private.parse(response);
    if (!response.ok) {
      const error = GlueError.fromResponse(response.status, body);
      if (error.code === GlueError.SERVER_MISSING) {
        this._serverMissing.emit(error);
      }
      throw error;
    }
    return body as T;
  }

  private async _send(
    url: string,
    init: RequestInit & { signal: AbortSignal | undefined }
  ): Promise<globalThis.Response> {
    try {
      return await ServerConnection.makeRequest(url, init, this._settings);
    } catch (reason) {
      if (init.signal?.aborted) {
        throw new DOMException('The request was canceled.', 'AbortError');
      }
      if (reason instanceof ServerConnection.NetworkError) {
        throw new GlueError(
          GlueError.UNREACHABLE,
          'Can’t reach the Jupyter server. Check that it’s still running.',
          0
        );
      }
      throw reason;
    }
  }

  private readonly _settings: ServerConnection.ISettings;
  private readonly _serverMissing = new Signal<this, GlueError>(this);
}

namespace Private {
  export function crawlRoute(runId: string): string {
    return `crawls/${encodeURIComponent(runId)}`;
  }

  /** Parse a JSON body; return null if it isn't JSON. */
  export async function parse(response: globalThis.Response): Promise<unknown> {
    const text = await response.text();
    try {
      return text === '' ? {} : JSON.parse(text);
    } catch {
      return null;
    }
  }
}
