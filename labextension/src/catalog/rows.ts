import type { ISearchHit } from '../api/routes';
import type { IColumn } from '../api/shapes';
import { descriptionsOf, type FoundHits, indexHits, kindsOf } from './hits';
import { type ICatalogPath, keyOf } from './path';
import type { CatalogStore, ILoadable, ITableNode, TableKind } from './store';
import {
  hasFieldNames,
  holdsField,
  type IFieldType,
  type ITypeNode,
  parseType,
  type TypeFamily
} from './types';

export type RowIcon = 'database' | 'table' | 'view' | 'link' | TypeFamily;

interface IRowBase {
  key: string;
  path: ICatalogPath;
  /** Depth in the tree, from 0. */
  depth: number;
  /** Position among its siblings, from 1, and the number of siblings. */
  position: number;
  size: number;
}

export interface INodeRow extends IRowBase {
  kind: 'database' | 'table' | 'column' | 'field';
  label: string;
  /** The type of a column, or of a table that it is a view, a link, or deprecated. */
  detail: string;
  icon: RowIcon;
  partitionKey: boolean;
  expandable: boolean;
  expanded: boolean;
  /** Number of children, if known. */
  count: number | null;
  /** Which part of the label matches the filter. */
  match: readonly [number, number] | null;
  /** The description or comment that matches the filter, if the label doesn't. */
  found: IFoundText | null;
}

/** A text that matches the filter, and its part around the match. */
export interface IFoundText {
  text: string;
  snippet: string;
}

export interface INoteRow extends IRowBase {
  kind: 'note';
  note: 'loading' | 'empty' | 'error' | 'truncated';
  /** The error message. */
  message: string;
}

export type Row = INodeRow | INoteRow;

/** What the user has expanded, sorted, and searched for. */
export interface ITreeView {
  expanded: ReadonlySet<string>;
  ascending: boolean;
  filter: string;
  /** Search results from the server. */
  hits: readonly ISearchHit[];
  truncated: boolean;
  /** Rows that the user has expanded or collapsed since the last search. */
  toggled: ReadonlyMap<string, boolean>;
}

/** Flatten the tree into the list of visible rows. */
export function flatten(store: CatalogStore, view: ITreeView): Row[] {
  return new Private.Flattener(store, view).run();
}

namespace Private {
  interface IColumnRow {
    column: IColumn;
    partitionKey: boolean;
  }

  /** How much of a description is shown from a match on; a sidebar is narrow. */
  const SNIPPET = 80;

  /** Walks the store once and adds a row for each visible item. */
  export class Flattener {
    constructor(store: CatalogStore, view: ITreeView) {
      this._store = store;
      this._view = view;
      this._needle = view.filter.trim().toLowerCase();
      const hits = this._needle === '' ? [] : view.hits;
      this._found = indexHits(hits);
      this._kinds = kindsOf(hits);
      this._descriptions = descriptionsOf(hits);
    }

    run(): Row[] {
      const names = new Set([
        ...this._store.databases.keys(),
        ...this._found.keys()
      ]);
      const shown = this._sorted(names).filter(name =>
        this._isDatabaseShown(name)
      );
      shown.forEach((name, index) =>
        this._database(name, index + 1, shown.length)
      );
      if (this._needle !== '' && this._view.truncated) {
        this._note('truncated', '', { database: '' }, 0);
      }
      return this._rows;
    }

    private _isDatabaseShown(name: string): boolean {
      return (
        this._matches(name) ||
        this._needle === '' ||
        this._descriptions.has(keyOf({ database: name })) ||
        this._tablesFound(name).length > 0
      );
    }

    private _database(name: string, position: number, size: number): void {
      const node = this._store.databases.get(name);
      const path = { database: name };
      const found = this._needle === '' ? [] : this._tablesFound(name);
      const expanded = this._isExpanded(keyOf(path), found.length > 0);
      this._rows.push({
        ...this._base(path, 0, position, size),
        kind: 'database',
        label: name,
        detail: '',
        icon: node?.database.TargetDatabase ? 'link' : 'database',
        partitionKey: false,
        expandable: true,
        expanded,
        count: node?.load === 'ready' ? node.tables.size : null
      });
      if (!expanded) {
        return;
      }
      if (found.length > 0) {
        this._tables(name, found);
      } else if (node && this._isListed(node, path, 1, node.tables.size)) {
        this._tables(name, this._sorted(node.tables.keys()));
        this._stillLoading(node, path, 1);
      }
    }

    /** The tables of a database that match the filter by their own name or a column name. */
    private _tablesFound(database: string): string[] {
      const names = new Set(this._found.get(database)?.keys() ?? []);
      names.delete('');
      for (const table of this._store.databases
        .get(database)
        ?.tables.values() ?? []) {
        if (this._matches(table.name) || this._columnsFound(table).length > 0) {
          names.add(table.name);
        }
      }
      return this._sorted(names);
    }

    private _tables(database: string, names: readonly string[]): void {
      names.forEach((name, index) =>
        this._table({ database, table: name }, index + 1, names.length)
      );
    }

    private _table(
      path: { database: string; table: string },
      position: number,
      size: number
    ): void {
      const node = this._store.table(path.database, path.table);
      const found = this._needle === '' ? [] : this._columnHits(path, node);
      const expanded = this._isExpanded(keyOf(path), found.length > 0);
      const kind = node?.kind ?? this._kinds.get(keyOf(path)) ?? 'table';
      this._rows.push({
        ...this._base(path, 1, position, size),
        kind: 'table',
        label: path.table,
        detail: detailOf(kind, node?.isDeprecated ?? false),
        icon: kind,
        partitionKey: false,
        expandable: true,
        expanded,
        count:
          node?.load === 'ready' && kind !== 'link'
            ? columnsOf(node).length
            : null
      });
      if (!expanded) {
        return;
      }
      if (found.length > 0) {
        this._columns(path, found);
      } else if (
        node &&
        this._isListed(node, path, 2, columnsOf(node).length)
      ) {
        this._columns(path, columnsOf(node));
      }
    }

    private _columnsFound(node: ITableNode): IColumnRow[] {
      if (this._needle === '') {
        return [];
      }
      return columnsOf(node).filter(
        ({ column }) =>
          this._matches(column.Name) ||
          this._matches(column.Comment ?? '') ||
          this._holdsField(column.Name, column.Type ?? '')
      );
    }

    /** Matching columns that are loaded or found by the server, without duplicates. */
    private _columnHits(
      path: { database: string; table: string },
      node: ITableNode | undefined
    ): IColumnRow[] {
      const known = node ? this._columnsFound(node) : [];
      const names = new Set(known.map(({ column }) => column.Name));
      const hits =
        this._found.get(path.database)?.get(path.table)?.values() ?? [];
      const further = [...hits]
        .filter(hit => hit.column && !names.has(hit.column))
        .sort((one, other) => (one.position ?? 0) - (other.position ?? 0))
        .map(hit => ({
          column: {
            Name: hit.column ?? '',
            Type: hit.type ?? '',
            Comment: hit.description ?? ''
          },
          partitionKey: hit.partition_key ?? false
        }));
      return [...known, ...further];
    }

    private _columns(
      path: { database: string; table: string },
      columns: readonly IColumnRow[]
    ): void {
      columns.forEach(({ column, partitionKey }, index) =>
        this._typed(
          { ...path, column: column.Name },
          column.Name,
          parseType(column.Type ?? ''),
          {
            partitionKey,
            position: index + 1,
            size: columns.length,
            depth: 2,
            text: column.Comment ?? '',
            isNamed: true
          }
        )
      );
    }

    private _typed(
      path: ICatalogPath,
      label: string,
      type: ITypeNode,
      at: {
        partitionKey: boolean;
        position: number;
        size: number;
        depth: number;
        /** The comment of a column. */
        text: string;
        /** Whether the label is a name, and not a part such as `element`. */
        isNamed: boolean;
      }
    ): void {
      const expandable = type.children.length > 0;
      const expanded =
        expandable &&
        this._isExpanded(keyOf(path), this._holdsField(label, type.text));
      this._rows.push({
        ...this._base(path, at.depth, at.position, at.size),
        kind: path.field ? 'field' : 'column',
        label,
        detail: type.text,
        icon: type.family,
        partitionKey: at.partitionKey,
        expandable,
        expanded,
        count: null,
        match: at.isNamed ? this._match(label) : null,
        found: this._foundIn(label, at.text)
      });
      if (expanded) {
        type.children.forEach((child: IFieldType, index) =>
          this._typed(
            { ...path, field: [...(path.field ?? []), child.name] },
            child.name,
            child.type,
            {
              partitionKey: false,
              position: index + 1,
              size: type.children.length,
              depth: at.depth + 1,
              text: '',
              isNamed: hasFieldNames(type)
            }
          )
        );
      }
    }

    /** Whether there are children to show; if not, add a note that says why. */
    private _isListed(
      node: ILoadable,
      path: ICatalogPath,
      depth: number,
      count: number
    ): boolean {
      if (node.load === 'error') {
        this._note('error', node.error, path, depth);
      } else if (count === 0) {
        this._note(
          node.load === 'ready' ? 'empty' : 'loading',
          '',
          path,
          depth
        );
      }
      return count > 0 && node.load !== 'error';
    }

    private _stillLoading(
      node: ILoadable,
      path: ICatalogPath,
      depth: number
    ): void {
      if (node.load === 'loading') {
        this._note('loading', '', path, depth);
      }
    }

    private _note(
      note: INoteRow['note'],
      message: string,
      path: ICatalogPath,
      depth: number
    ): void {
      const key = `${keyOf(path)}\n\n${note}`;
      this._rows.push({
        key,
        path,
        depth,
        position: 1,
        size: 1,
        kind: 'note',
        note,
        message
      });
    }

    private _base(
      path: ICatalogPath,
      depth: number,
      position: number,
      size: number
    ): IRowBase & Pick<INodeRow, 'match' | 'found'> {
      const label = path.table ?? path.database;
      const description = this._descriptions.get(keyOf(path)) ?? '';
      return {
        key: keyOf(path),
        path,
        depth,
        position,
        size,
        match: this._match(label),
        found: this._foundIn(label, description)
      };
    }

    private _isExpanded(key: string, holdsMatch: boolean): boolean {
      if (this._needle === '') {
        return this._view.expanded.has(key);
      }
      return this._view.toggled.get(key) ?? holdsMatch;
    }

    private _matches(name: string): boolean {
      return this._needle !== '' && name.toLowerCase().includes(this._needle);
    }

    /** Whether the text of a type has a nested field that matches the filter. */
    private _holdsField(name: string, text: string): boolean {
      const last = this._needle.slice(this._needle.lastIndexOf('.') + 1);
      return (
        this._needle !== '' &&
        text.includes('<') &&
        text.toLowerCase().includes(last) &&
        holdsField(parseType(text), name, this._needle)
      );
    }

    /** The part of a name that matches the filter, or its last part if that is a path. */
    private _match(name: string): readonly [number, number] | null {
      const last = this._needle.slice(this._needle.lastIndexOf('.') + 1);
      if (last === '') {
        return null;
      }
      const start = name.toLowerCase().indexOf(last);
      return start < 0 ? null : [start, start + last.length];
    }

    /** The description that matches the filter, if the name doesn't. */
    private _foundIn(name: string, text: string): IFoundText | null {
      const start = text.toLowerCase().indexOf(this._needle);
      if (this._needle === '' || start < 0 || this._matches(name)) {
        return null;
      }
      const part = text.slice(start, start + SNIPPET);
      return { text, snippet: start > 0 ? `…${part}` : part };
    }

    private _sorted(names: Iterable<string>): string[] {
      const sorted = [...names].sort();
      return this._view.ascending ? sorted : sorted.reverse();
    }

    private readonly _store: CatalogStore;
    private readonly _view: ITreeView;
    private readonly _needle: string;
    private readonly _found: FoundHits;
    private readonly _kinds: ReadonlyMap<string, TableKind>;
    private readonly _descriptions: ReadonlyMap<string, string>;
    private readonly _rows: Row[] = [];
  }

  function columnsOf(node: ITableNode): IColumnRow[] {
    return [
      ...node.columns.map(column => ({ column, partitionKey: false })),
      ...node.partitionKeys.map(column => ({ column, partitionKey: true }))
    ];
  }

  function detailOf(kind: TableKind, isDeprecated: boolean): string {
    if (isDeprecated) {
      return 'deprecated';
    }
    return kind === 'table' ? '' : kind;
  }
}
