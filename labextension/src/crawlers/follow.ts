import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { type ISignal, Signal } from '@lumino/signaling';

import { GlueError } from '../api/errors';
import type { ICrawl } from '../api/routes';
import type { IGlueClient } from '../tokens';

const INTERVAL = 400;
const SLOWEST = 5000;

/** Tracks one crawl from start to end. */
export class FollowedCrawl implements IDisposable {
  constructor(private readonly _client: IGlueClient) {
    this._poll = new Poll({
      auto: false,
      name: 'glue-devendpoint:crawl',
      frequency: { interval: INTERVAL, backoff: true, max: SLOWEST },
      standby: 'when-hidden',
      factory: () => this._read()
    });
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The last known state of the crawl, or null before it starts. */
  get crawl(): ICrawl | null {
    return this._crawl;
  }

  /** Why the crawl failed or couldn't start. */
  get error(): string | null {
    return this._error ?? this._crawl?.error ?? null;
  }

  get isRunning(): boolean {
    return this._isBeginning || this._crawl?.ended_at === null;
  }

  get hasSucceeded(): boolean {
    return this._crawl?.state === 'SUCCEEDED';
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._poll.dispose();
    Signal.clearData(this);
  }

  /** Start a crawl and track it. */
  async begin(start: () => Promise<ICrawl>): Promise<void> {
    this.clear();
    const turn = this._turn;
    this._isBeginning = true;
    this._changed.emit();
    try {
      const crawl = await start();
      if (turn === this._turn) {
        this._take(crawl);
      }
    } catch (reason) {
      if (turn === this._turn) {
        this._error = GlueError.messageOf(reason);
      }
    }
    if (turn !== this._turn || this.isDisposed) {
      return;
    }
    this._isBeginning = false;
    if (this.isRunning) {
      void this._poll.start();
    }
    this._changed.emit();
    if (this._isStopWanted) {
      await this.stop();
    }
  }

  /** Stop the crawl, or stop it as soon as it has started. It is tracked until it ends. */
  async stop(): Promise<void> {
    this._isStopWanted = this._isBeginning;
    if (this._crawl === null) {
      return;
    }
    try {
      this._take(await this._client.stopCrawl(this._crawl.run_id));
    } catch (reason) {
      this._error = GlueError.messageOf(reason);
    }
    this._changed.emit();
  }

  /** Stop tracking and discard the state. */
  clear(): void {
    this._turn++;
    this._crawl = null;
    this._error = null;
    this._isBeginning = false;
    this._isStopWanted = false;
    void this._poll.stop();
    this._changed.emit();
  }

  private async _read(): Promise<void> {
    const { _crawl: crawl, _turn: turn } = this;
    if (crawl === null || crawl.ended_at !== null) {
      void this._poll.stop();
      return;
    }
    const now = await this._client.crawl(crawl.run_id);
    if (turn !== this._turn || this.isDisposed) {
      return;
    }
    this._take(now);
    this._changed.emit();
    if (now.ended_at !== null) {
      void this._poll.stop();
    }
  }

  private _take(crawl: ICrawl): void {
    this._crawl = crawl;
  }

  private readonly _poll: Poll;
  private _turn = 0;
  private _crawl: ICrawl | null = null;
  private _error: string | null = null;
  private _isBeginning = false;
  private _isStopWanted = false;
  private readonly _changed = new Signal<this, void>(this);
}
