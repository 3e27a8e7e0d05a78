import { VDomModel } from '@jupyterlab/ui-components';

import { GlueError } from '../api/errors';
import type { ISearchHit, ISearchResult } from '../api/routes';
import type { IGlueClient } from '../tokens';
import { type ICatalogPath, keyOf, pathOf } from './path';
import { flatten, type INodeRow, type Row } from './rows';
import { CatalogStore } from './store';

const SEARCH_LIMIT = 50;
const NOTHING: ISearchResult = { hits: [], truncated: false };

/** State of the catalog tree: expanded and selected rows, the search, and the resulting rows. */
export class CatalogModel extends VDomModel {
  constructor(private readonly _client: IGlueClient) {
    super();
    this.store = new CatalogStore(_client);
    this.store.changed.connect(this._onStoreChanged, this);
  }

  readonly store: CatalogStore;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._search?.abort();
    this.store.dispose();
    super.dispose();
  }

  get rows(): readonly Row[] {
    if (this._rows === null) {
      this._rows = flatten(this.store, {
        expanded: this._expanded,
        ascending: this._ascending,
        filter: this._filter,
        hits: this._result.hits,
        truncated: this._result.truncated,
        toggled: this._toggled
      });
      this._active = Private.follow(this._active, this._before, this._rows);
      this._before = null;
    }
    return this._rows;
  }

  get filter(): string {
    return this._filter;
  }

  get isSearching(): boolean {
    return this._search !== null;
  }

  /** Error message of the last search, or ''. */
  get searchError(): string {
    return this._searchError;
  }

  get ascending(): boolean {
    return this._ascending;
  }

  set ascending(value: boolean) {
    this._ascending = value;
    this._rebuild();
  }

  /** The key of the row that has keyboard focus. */
  get active(): string | null {
    return this._active;
  }

  get selection(): ReadonlySet<string> {
    return this._selection;
  }

  /** The paths of the selected rows, in display order. */
  get selectedPaths(): ICatalogPath[] {
    return this.rows
      .filter(row => row.kind !== 'note' && this._selection.has(row.key))
      .map(row => row.path);
  }

  /** Load the databases if they haven't been loaded yet. */
  show(): void {
    if (this.store.load === 'idle') {
      void this.store.loadDatabases().then(() => this._loadExpanded());
    }
  }

  /** The keys of the expanded rows, in the order in which they were expanded. */
  get expanded(): string[] {
    return [...this._expanded];
  }

  /** Expand rows again, for example after the page was reloaded. */
  expandAgain(keys: readonly string[]): void {
    keys.forEach(key => this._expanded.add(key));
    this._rebuild();
    if (this.store.load === 'ready') {
      this._loadExpanded();
    }
  }

  async refresh(): Promise<void> {
    await this.store.refreshAll();
    if (this._filter !== '') {
      await this.search();
    }
  }

  /** Filter the loaded rows by this text; `search` also queries the server. */
  setFilter(filter: string): void {
    if (filter === this._filter) {
      return;
    }
    this._search?.abort();
    this._search = null;
    this._filter = filter;
    this._searchError = '';
    this._result = Private.narrow(this._result, filter.trim());
    this._toggled = new Map();
    this._rebuild();
  }

  /** Search the whole catalog for the filter text, including columns. */
  async search(): Promise<void> {
    this._search?.abort();
    const query = this._filter.trim();
    if (query === '') {
      return;
    }
    const search = new AbortController();
    this._search = search;
    this.stateChanged.emit();
    try {
      const result = await this._client.search(
        query,
        SEARCH_LIMIT,
        search.signal
      );
      this._searchEnded(search, result, '');
    } catch (reason) {
      if (!GlueError.isAbort(reason)) {
        this._searchEnded(search, NOTHING, GlueError.messageOf(reason));
      }
    }
  }

  expand(key: string): void {
    this._setExpanded(key, true);
    this._loadBelow(pathOf(key));
  }

  collapse(key: string): void {
    this._setExpanded(key, false);
  }

  toggle(row: INodeRow): void {
    if (row.expanded) {
      this.collapse(row.key);
    } else if (row.expandable) {
      this.expand(row.key);
    }
  }

  collapseAll(): void {
    this._expanded.clear();
    this._toggled = new Map(
      this.rows.filter(row => row.kind !== 'note').map(row => [row.key, false])
    );
    this._rebuild();
  }

  /** Reload what an error row stands for. */
  retry(path: ICatalogPath): void {
    this._loadBelow(path);
  }

  /** Expand the tree down to a path and select it. */
  async reveal(path: ICatalogPath): Promise<void> {
    this.setFilter('');
    if (!this.store.databases.has(path.database)) {
      await this.store.loadDatabases();
    }
    if (path.table !== undefined) {
      this._expanded.add(keyOf({ database: path.database }));
      await this.store.loadTables(path.database);
    }
    if (path.column !== undefined) {
      this._expanded.add(keyOf({ database: path.database, table: path.table }));
      await this.store.loadTable(path.database, path.table ?? '');
    }
    this.select(keyOf(path), 'only');
    this._rebuild();
  }

  /** Focus a row and select it: alone, toggled, or as a range from the anchor. */
  select(key: string, how: 'only' | 'toggle' | 'range'): void {
    this._active = key;
    if (how === 'range') {
      this._selection = new Set(this._between(this._anchor ?? key, key));
    } else {
      this._anchor = key;
      this._selection =
        how === 'only' ? new Set([key]) : this._toggleSelected(key);
    }
    this.stateChanged.emit();
  }

  private _toggleSelected(key: string): Set<string> {
    const selection = new Set(this._selection);
    if (!selection.delete(key)) {
      selection.add(key);
    }
    return selection;
  }

  private _between(from: string, to: string): string[] {
    const keys = this.rows
      .filter(row => row.kind !== 'note')
      .map(row => row.key);
    const ends = [keys.indexOf(from), keys.indexOf(to)].sort((a, b) => a - b);
    const [start = -1, end = -1] = ends;
    return start < 0 ? [to] : keys.slice(start, end + 1);
  }

  private _setExpanded(key: string, expanded: boolean): void {
    if (this._filter.trim() !== '') {
      this._toggled.set(key, expanded);
    } else if (expanded) {
      this._expanded.add(key);
    } else {
      this._expanded.delete(key);
    }
    this._rebuild();
  }

  private _loadExpanded(): void {
    [...this._expanded]
      .map(pathOf)
      .filter(path => this.store.databases.has(path.database))
      .forEach(path => this._loadBelow(path));
  }

  private _loadBelow(path: ICatalogPath): void {
    if (path.column !== undefined) {
      return;
    }
    if (path.table !== undefined) {
      const node = this.store.table(path.database, path.table);
      if (node?.load !== 'ready') {
        void this.store.loadTable(path.database, path.table);
      }
    } else if (this.store.databases.get(path.database)?.load !== 'ready') {
      void this.store.loadTables(path.database);
    }
  }

  private _searchEnded(
    search: AbortController,
    result: ISearchResult,
    error: string
  ): void {
    if (search !== this._search || this.isDisposed) {
      return;
    }
    this._search = null;
    this._result = result;
    this._searchError = error;
    this._rebuild();
  }

  private _onStoreChanged(): void {
    this._before ??= this._rows;
    this._rebuild();
  }

  private _rebuild(): void {
    this._rows = null;
    this.stateChanged.emit();
  }

  private _rows: readonly Row[] | null = null;
  /** The rows before the store changed, until the new rows are built. */
  private _before: readonly Row[] | null = null;
  private _filter = '';
  private _result: ISearchResult = NOTHING;
  private _search: AbortController | null = null;
  private _searchError = '';
  private _ascending = true;
  private readonly _expanded = new Set<string>();
  private _toggled = new Map<string, boolean>();
  private _active: string | null = null;
  private _anchor: string | null = null;
  private _selection: Set<string> = new Set();
}

namespace Private {
  /** Return the row to focus if the focused row is gone: the row now in its place. */
  export function follow(
    active: string | null,
    before: readonly Row[] | null,
    after: readonly Row[]
  ): string | null {
    const isActive = (row: Row) => row.key === active;
    if (active === null || before === null || after.some(isActive)) {
      return active;
    }
    const place = before.findIndex(isActive);
    return place < 0
      ? active
      : (after[Math.min(place, after.length - 1)]?.key ?? null);
  }

  /** Narrow a search result to a longer query until the server responds. */
  export function narrow(result: ISearchResult, query: string): ISearchResult {
    if (query === '') {
      return NOTHING;
    }
    const needle = query.toLowerCase();
    const hits = result.hits.filter(hit =>
      textOf(hit).toLowerCase().includes(needle)
    );
    return { hits, truncated: result.truncated };
  }

  /** The text of a hit in which the search has found something. */
  function textOf(hit: ISearchHit): string {
    if (hit.field) {
      return [hit.column, ...hit.field].join('.');
    }
    return hit.description ?? hit.column ?? hit.table ?? hit.database;
  }
}
