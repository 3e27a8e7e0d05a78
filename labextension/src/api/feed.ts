import type { Event } from '@jupyterlab/services';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { type ISignal, Signal } from '@lumino/signaling';

import type { ICatalogFeed, IGlueClient } from '../tokens';
import { GlueError } from './errors';
import type { ICatalogEvent } from './routes';

export const CATALOG_EVENTS = 'https://glue-devendpoint.org/events/catalog/v1';

const SLOW = 10_000;
const SLOWEST = 60_000;

/**
 * Reports catalog changes to its subscribers.
 *
 * Jupyter's event stream only signals that there is something to read. The events themselves are
 * read from the endpoint, starting after the last one seen, so none is missed if the stream breaks.
 */
export class CatalogFeed implements ICatalogFeed, IDisposable {
  constructor(options: { client: IGlueClient; stream: Event.Stream | null }) {
    this._client = options.client;
    options.stream?.connect(this._onStream, this);
    this._poll = new Poll({
      auto: false,
      name: 'glue-devendpoint:events',
      frequency: { interval: SLOW, backoff: true, max: SLOWEST },
      standby: () => this._watchers === 0 || document.hidden,
      factory: () => this._read()
    });
  }

  get changed(): ISignal<this, readonly ICatalogEvent[]> {
    return this._changed;
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

  /** Poll for events until the returned object is disposed. */
  watch(): IDisposable {
    this._watchers++;
    if (this._watchers === 1) {
      void this._poll.start().then(() => this._poll.refresh());
    }
    return new DisposableDelegate(() => {
      this._watchers--;
      if (this._watchers === 0 && !this.isDisposed) {
        void this._poll.stop();
      }
    });
  }

  private _onStream(_: Event.IManager, emission: Event.Emission): void {
    if (emission.schema_id === CATALOG_EVENTS && this._watchers > 0) {
      void this._poll.refresh();
    }
  }

  private async _read(): Promise<void> {
    try {
      let isMore = true;
      while (isMore && !this.isDisposed) {
        const page = await this._client.events(this._last);
        const isFirst = this._last === null;
        isMore = !isFirst && page.next !== this._last;
        this._last = page.next;
        // Events before the first subscription are already part of the loaded catalog.
        if (!isFirst && page.events.length > 0) {
          this._changed.emit(page.events);
        }
      }
    } catch (reason) {
      if (GlueError.codeOf(reason) === GlueError.SERVER_MISSING) {
        void this._poll.stop();
      }
      throw reason;
    }
  }

  private readonly _client: IGlueClient;
  private readonly _poll: Poll;
  private _watchers = 0;
  private _last: number | null = null;
  private readonly _changed = new Signal<this, readonly ICatalogEvent[]>(this);
}
