import type { IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';

import { GlueError } from './api/errors';

/** A piece of work that a view waits for: it can fail, be given up and be done again. */
export class Task<T> implements IDisposable {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The last result; it stays while the work is done again. */
  get value(): T | null {
    return this._value;
  }

  /** Why it failed the last time; null when it did not. */
  get error(): string | null {
    return this._error;
  }

  /** The code of why it failed the last time; empty when it did not, or when it has none. */
  get errorCode(): string {
    return this._errorCode;
  }

  get isRunning(): boolean {
    return this._running !== null;
  }

  /** Whether nothing has been asked for yet. */
  get isIdle(): boolean {
    return !this.isRunning && this._value === null && this._error === null;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._running?.abort();
    Signal.clearData(this);
  }

  /** Do the work, in place of any that still runs. */
  async run(work: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this._running?.abort();
    const running = new AbortController();
    this._running = running;
    this._error = null;
    this._errorCode = '';
    this._changed.emit();
    try {
      const value = await work(running.signal);
      this._end(running, () => {
        this._value = value;
      });
    } catch (reason) {
      this._end(running, () => {
        this._error = GlueError.isAbort(reason)
          ? null
          : GlueError.messageOf(reason);
        this._errorCode = GlueError.codeOf(reason);
      });
    }
  }

  /** Give the work up. */
  cancel(): void {
    this._running?.abort();
    this._running = null;
    this._changed.emit();
  }

  /** Forget what came of it. */
  clear(): void {
    this._running?.abort();
    this._running = null;
    this._value = null;
    this._error = null;
    this._errorCode = '';
    this._changed.emit();
  }

  private _end(running: AbortController, apply: () => void): void {
    if (running !== this._running || this._isDisposed) {
      return;
    }
    this._running = null;
    apply();
    this._changed.emit();
  }

  private _value: T | null = null;
  private _error: string | null = null;
  private _errorCode = '';
  private _running: AbortController | null = null;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
