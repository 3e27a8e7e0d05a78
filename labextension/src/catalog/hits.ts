/** Search results, arranged as the tree needs them. */

import type { ISearchHit } from '../api/routes';
import { keyOf } from './path';
import type { TableKind } from './store';

/** Hits by database, table, and column. */
export type FoundHits = Map<string, Map<string, Map<string, ISearchHit>>>;

/** Index hits by database, table, and column; an empty table name means none. */
export function indexHits(hits: readonly ISearchHit[]): FoundHits {
  const found: FoundHits = new Map();
  for (const hit of hits) {
    const tables = Private.getOr(found, hit.database, () => new Map());
    const columns = Private.getOr(tables, hit.table ?? '', () => new Map());
    if (hit.column && (hit.kind === 'column' || !columns.has(hit.column))) {
      columns.set(hit.column, hit);
    }
  }
  return found;
}

/** The descriptions of databases and tables that match, by key. */
export function descriptionsOf(
  hits: readonly ISearchHit[]
): Map<string, string> {
  const found = new Map<string, string>();
  for (const { database, table, column, description } of hits) {
    if (description && !column) {
      found.set(keyOf({ database, ...(table && { table }) }), description);
    }
  }
  return found;
}

/** The kinds of the tables in the hits, by key. */
export function kindsOf(hits: readonly ISearchHit[]): Map<string, TableKind> {
  const kinds = new Map<string, TableKind>();
  for (const { database, table, table_kind: kind } of hits) {
    if (table && kind) {
      kinds.set(keyOf({ database, table }), kind);
    }
  }
  return kinds;
}

namespace Private {
  export function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
    const value = map.get(key) ?? make();
    map.set(key, value);
    return value;
  }
}
