import type { ICatalogEvent } from '../api/routes';
import type { TableModel } from './model';

/** Apply what has changed in the catalog to a table page. */
export async function followEvents(
  model: TableModel,
  events: readonly ICatalogEvent[]
): Promise<void> {
  let database = model.database;
  let isChanged = false;
  for (const { resource, detail } of events) {
    if (detail?.renamed_from === database && resource.startsWith('database/')) {
      database = resource.slice('database/'.length);
    } else if (resource === `table/${database}/${model.name}`) {
      isChanged = true;
    }
  }
  if (database !== model.database) {
    await model.onDatabaseRenamed(database);
  } else if (isChanged) {
    await model.onChanged();
  }
}
