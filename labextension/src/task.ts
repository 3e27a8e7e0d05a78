import type { IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';

import { GlueError } from './api/errors';

/** An asynchronous operation that a view shows: it can fail, be canceled, and be rerun. */
export class Task<T> implements IDisposable {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The last result. It is kept while the task runs again. */
  get value(): T | null {
    return this._value;
  }

  /** Error message of the last run, or null if it succeeded. */
  get error(): string | null {
    return this._error;
  }

  /** Error code of the last run, or '' if it succeeded or the error has no code. */
  get errorCode(): string {
    return this._errorCode;
  }

  get isRunning(): boolean {
    return this._running !== null;
  }

  /** Whether the task has never been run. */
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

  /** Run the work, canceling any run that is still in progress. */
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

  /** Cancel the current run. */
  cancel(): void {
    this._running?.abort();
    this._running = null;
    this._changed.emit();
  }

  /** Cancel the current run and discard the result and error. */
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
