import { VDomModel } from '@jupyterlab/ui-components';

import { GlueError } from '../api/errors';
import type { IFolderLevel } from '../api/routes';
import type { IGlueClient } from '../tokens';

/** State of the folder picker: the open location and what is in it. */
export class PickerModel extends VDomModel {
  constructor(private readonly _client: IGlueClient) {
    super();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._reading?.abort();
    super.dispose();
  }

  /** The open location; null until the first one is open. */
  get level(): IFolderLevel | null {
    return this._level;
  }

  /** Why the last location couldn't be opened. The open one stays. */
  get error(): string | null {
    return this._error;
  }

  get isReading(): boolean {
    return this._reading !== null;
  }

  get filter(): string {
    return this._filter;
  }

  /** Show only the folders whose names contain a text. */
  narrow(text: string): void {
    this._filter = text;
    this.stateChanged.emit();
  }

  /** The folders that match the filter. */
  get folders(): string[] {
    const wanted = this._filter.trim().toLowerCase();
    const all = this._level?.folders ?? [];
    return all.filter(name => name.toLowerCase().includes(wanted));
  }

  /** The location that would be chosen; '' while the list of data folders and buckets is open. */
  get chosen(): string {
    return this._level?.location ?? '';
  }

  /** Open the first location; if that isn't possible, say why and open the roots. */
  async begin(location: string): Promise<void> {
    await this.open(location);
    const problem = this._error;
    if (problem !== null && location !== '' && this._level === null) {
      await this.open('');
      this._error ??= problem;
      this.stateChanged.emit();
    }
  }

  /** Open a folder of the open location. */
  async enter(name: string): Promise<void> {
    await this.open(this.chosen === '' ? name : `${this.chosen}${name}/`);
  }

  /** Open the location above. */
  async leave(): Promise<void> {
    if (this._level && this._level.location !== '') {
      await this.open(this._level.parent ?? '');
    }
  }

  async open(location: string): Promise<void> {
    this._reading?.abort();
    const reading = new AbortController();
    this._reading = reading;
    this.stateChanged.emit();
    try {
      const level = await this._client.folders(location, reading.signal);
      if (reading === this._reading) {
        this._level = level;
        this._filter = '';
        this._error = null;
      }
    } catch (reason) {
      if (reading === this._reading) {
        this._error = GlueError.messageOf(reason);
      }
    }
    if (reading === this._reading && !this.isDisposed) {
      this._reading = null;
      this.stateChanged.emit();
    }
  }

  private _level: IFolderLevel | null = null;
  private _error: string | null = null;
  private _reading: AbortController | null = null;
  private _filter = '';
}
