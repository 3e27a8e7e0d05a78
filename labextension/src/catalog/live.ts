import type { ICatalogEvent } from '../api/routes';
import type { CatalogStore } from './store';

const MANY = 20;

/** Reload only the parts of the store that these events have changed. */
export async function applyEvents(
  store: CatalogStore,
  events: readonly ICatalogEvent[]
): Promise<void> {
  const databases = new Set<string>();
  const tables = new Map<string, Set<string>>();
  for (const { resource, detail } of events) {
    const [kind, database, table] = resource.split('/');
    if (kind === 'database' && database !== undefined) {
      databases.add(database);
      if (detail?.renamed_from !== undefined) {
        databases.add(detail.renamed_from);
      }
    } else if (
      kind === 'table' &&
      database !== undefined &&
      table !== undefined
    ) {
      tables.set(database, (tables.get(database) ?? new Set()).add(table));
    }
  }
  await Promise.all([...databases].map(name => store.refreshDatabase(name)));
  await Promise.all(
    [...tables].flatMap(([database, names]) => {
      const isListed = store.databases.get(database)?.load === 'ready';
      return names.size > MANY && isListed
        ? [store.loadTables(database)]
        : [...names].map(name => store.refreshTable(database, name));
    })
  );
}
