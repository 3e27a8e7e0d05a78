import { VDomModel } from '@jupyterlab/ui-components';

import { GlueError } from '../api/errors';
import type { IGlueClient } from '../tokens';
import { FollowedCrawl } from './follow';
import {
  crawlerOf,
  type IPlan,
  type PlanField,
  type Problem,
  problemsOf,
  suggestName
} from './plan';
import { isEmpty } from './told';

/** State of the "Crawl a folder" page: the form, the preview of changes, and the crawl. */
export class FolderModel extends VDomModel {
  constructor(
    private readonly _client: IGlueClient,
    database: string
  ) {
    super();
    this._plan = { target: '', database, prefix: '', name: '' };
    this.trial = new FollowedCrawl(_client);
    this.crawl = new FollowedCrawl(_client);
    this.trial.changed.connect(this._onChanged, this);
    this.crawl.changed.connect(this._onChanged, this);
  }

  /** The dry run that previews the changes. */
  readonly trial: FollowedCrawl;
  readonly crawl: FollowedCrawl;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.trial.dispose();
    this.crawl.dispose();
    super.dispose();
  }

  get plan(): Readonly<IPlan> {
    return this._plan;
  }

  /** Validation problems of the form, after the first attempt to submit it. */
  get problems(): Partial<Record<PlanField, Problem>> {
    return this._wasChecked ? problemsOf(this._plan) : {};
  }

  /** Whether a crawler with this name already exists, so that running it updates it. */
  get isKnown(): boolean {
    return this._isKnown;
  }

  get isBusy(): boolean {
    return this.trial.isRunning || this.crawl.isRunning;
  }

  /** Whether the preview shows something to create, and it hasn't been created yet. */
  get canRun(): boolean {
    const { trial, crawl } = this;
    const isNext =
      trial.hasSucceeded && crawl.crawl === null && !crawl.isRunning;
    return isNext && crawl.error === null && !isEmpty(trial.crawl);
  }

  /** Change a field, which discards the preview. */
  set(field: PlanField, value: string): void {
    const wasSuggested = this._plan.name === suggestName(this._plan.target);
    this._plan = { ...this._plan, [field]: value };
    if (field === 'target' && wasSuggested) {
      this._plan.name = suggestName(value);
    }
    this.trial.clear();
    this.crawl.clear();
  }

  /** Preview the changes with a dry run. */
  async tryOut(): Promise<void> {
    this._wasChecked = true;
    this.crawl.clear();
    if (Object.keys(problemsOf(this._plan)).length > 0) {
      this.stateChanged.emit();
      return;
    }
    await this.trial.begin(async () => {
      this._isKnown = await this._isThere();
      return this._client.dryRun(crawlerOf(this._plan));
    });
  }

  /** Create or update the crawler, and run it. */
  async run(): Promise<void> {
    const crawler = crawlerOf(this._plan);
    await this.crawl.begin(async () => {
      const store = this._isKnown ? 'UpdateCrawler' : 'CreateCrawler';
      await this._client.call(store, crawler);
      this._isKnown = true;
      await this._client.call('StartCrawler', { Name: crawler.Name });
      return this._client.newestCrawl(crawler.Name);
    });
  }

  private async _isThere(): Promise<boolean> {
    try {
      await this._client.call('GetCrawler', { Name: this._plan.name.trim() });
      return true;
    } catch (reason) {
      if (GlueError.codeOf(reason) === GlueError.NOT_FOUND) {
        return false;
      }
      throw reason;
    }
  }

  private _onChanged(): void {
    this.stateChanged.emit();
  }

  private _plan: IPlan;
  private _wasChecked = false;
  private _isKnown = false;
}
