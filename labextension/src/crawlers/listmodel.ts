import { VDomModel } from '@jupyterlab/ui-components';
import { Poll } from '@lumino/polling';

import type { ICrawlEntry, ICrawler } from '../api/crawlershapes';
import type { ICrawl } from '../api/routes';
import { Task } from '../task';
import type { IGlueClient } from '../tokens';

const WHILE_RUNNING = 1000;
const OTHERWISE = 15_000;
const HISTORY = 50;
const MOST_LOG_PIECES = 32;

/** State of the crawlers page: all crawlers, and the history and log of the open one. */
export class CrawlersModel extends VDomModel {
  constructor(private readonly _client: IGlueClient) {
    super();
    for (const task of [this.crawlers, this.history, this.log]) {
      task.changed.connect(this._onChanged, this);
    }
    this._poll = new Poll({
      auto: false,
      name: 'glue-devendpoint:crawlers',
      frequency: { interval: OTHERWISE, backoff: true },
      standby: 'when-hidden',
      factory: () => this._read()
    });
  }

  readonly crawlers = new Task<ICrawler[]>();
  readonly history = new Task<ICrawlEntry[]>();
  readonly log = new Task<string>();

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._poll.dispose();
    this.crawlers.dispose();
    this.history.dispose();
    this.log.dispose();
    super.dispose();
  }

  /** The name of the crawler whose history is shown. */
  get open(): string | null {
    return this._open;
  }

  /** The ID of the crawl whose log is shown. */
  get logged(): string | null {
    return this._logged;
  }

  /** When the crawlers were last read, in seconds. */
  get readAt(): number {
    return this._readAt;
  }

  /** How long a crawler's last crawl took, in seconds, if there was one. */
  lastDuration(name: string): number | undefined {
    return this._durations.get(name);
  }

  /** The current crawl of a running crawler, with its progress. */
  runningCrawl(name: string): ICrawl | undefined {
    return this._running.get(name);
  }

  /** Load the crawlers and keep polling until the page is hidden. */
  show(): void {
    void this._poll.start().then(() => this._poll.refresh());
  }

  hide(): void {
    void this._poll.stop();
  }

  async refresh(): Promise<void> {
    await this._poll.refresh();
    await this._poll.tick;
  }

  /** Show the history of a crawler, or close the history if null. */
  async openCrawler(name: string | null): Promise<void> {
    this._open = name;
    this._logged = null;
    this.log.clear();
    this.history.clear();
    if (name !== null) {
      await this._readHistory(name);
    }
  }

  /** Show the log of a crawl. */
  async openLog(crawlId: string): Promise<void> {
    this._logged = crawlId;
    await this.log.run(signal => this._readLog(crawlId, signal));
  }

  async start(name: string): Promise<void> {
    await this._client.call('StartCrawler', { Name: name });
    await this.refresh();
  }

  async stop(name: string): Promise<void> {
    await this._client.call('StopCrawler', { Name: name });
    await this.refresh();
  }

  async remove(name: string): Promise<void> {
    await this._client.call('DeleteCrawler', { Name: name });
    if (this._open === name) {
      await this.openCrawler(null);
    }
    await this.refresh();
  }

  private async _read(): Promise<void> {
    await this.crawlers.run(async signal => {
      const found: ICrawler[] = [];
      for await (const page of this._client.pages('GetCrawlers', {}, signal)) {
        found.push(...page.Crawlers);
      }
      await Promise.all([
        this._readRunning(found, signal),
        this._readDurations(signal)
      ]);
      return found.sort((a, b) => a.Name.localeCompare(b.Name));
    });
    const isAnyRunning = this._running.size > 0;
    const interval = isAnyRunning ? WHILE_RUNNING : OTHERWISE;
    this._poll.frequency = { ...this._poll.frequency, interval };
    if (this._open !== null && (isAnyRunning || this._wasRunning)) {
      await this._readHistory(this._open);
      await this._followLog();
    }
    this._wasRunning = isAnyRunning;
  }

  /** Load the rest of the log if the crawl was still running at the last read. */
  private async _followLog(): Promise<void> {
    if (this._logged !== null && !this._isLogComplete) {
      await this.openLog(this._logged);
    }
  }

  private async _readRunning(
    crawlers: readonly ICrawler[],
    signal: AbortSignal
  ): Promise<void> {
    const names = crawlers
      .filter(({ State }) => State === 'RUNNING' || State === 'STOPPING')
      .map(({ Name }) => Name);
    const crawls = await Promise.all(
      names.map(name => this._client.newestCrawl(name, signal))
    );
    this._readAt = Date.now() / 1000;
    this._running = new Map(crawls.map(crawl => [crawl.crawler, crawl]));
  }

  private async _readDurations(signal: AbortSignal): Promise<void> {
    const found = new Map<string, number>();
    const pages = this._client.pages('GetCrawlerMetrics', {}, signal);
    for await (const { CrawlerMetricsList: page } of pages) {
      for (const { CrawlerName, LastRuntimeSeconds } of page) {
        found.set(CrawlerName, LastRuntimeSeconds ?? 0);
      }
    }
    this._durations = found;
  }

  private async _readHistory(name: string): Promise<void> {
    await this.history.run(async signal => {
      const request = { CrawlerName: name, MaxResults: HISTORY };
      const answer = await this._client.call('ListCrawls', request, signal);
      return answer.Crawls;
    });
  }

  private async _readLog(id: string, signal: AbortSignal): Promise<string> {
    let text = '';
    let offset = 0;
    for (let piece = 0; piece < MOST_LOG_PIECES; piece++) {
      const read = await this._client.crawlLog(id, offset, signal);
      text += read.text;
      this._isLogComplete = read.is_complete;
      if (read.text === '' || read.is_complete) {
        break;
      }
      offset = read.next;
    }
    return text;
  }

  private _onChanged(): void {
    this.stateChanged.emit();
  }

  private readonly _poll: Poll;
  private _running = new Map<string, ICrawl>();
  private _readAt = 0;
  private _durations = new Map<string, number>();
  private _wasRunning = false;
  private _open: string | null = null;
  private _logged: string | null = null;
  private _isLogComplete = false;
}
