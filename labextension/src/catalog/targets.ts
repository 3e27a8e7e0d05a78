import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { CatalogModel } from './model';
import type { ICatalogPath } from './path';

/** What a command's arguments name, in the form that `describedBy` wants. */
export const TARGET_ARGS = {
  type: 'object',
  properties: {
    database: {
      type: 'string',
      description: 'The database; else what is selected'
    },
    table: { type: 'string', description: 'The table in the database' },
    column: { type: 'string', description: 'The column of the table' }
  }
} as const;

/** What a command is about: what its arguments name, or else what is selected. */
export function targetsOf(
  model: CatalogModel,
  args: ReadonlyPartialJSONObject
): ICatalogPath[] {
  const { database, table, column } = args;
  if (typeof database !== 'string') {
    return model.selectedPaths;
  }
  return [
    {
      database,
      ...(typeof table === 'string' && { table }),
      ...(typeof column === 'string' && { column })
    }
  ];
}

/** The one thing that a command is about; undefined when it is none, or several. */
export function targetOf(
  model: CatalogModel,
  args: ReadonlyPartialJSONObject
): ICatalogPath | undefined {
  const targets = targetsOf(model, args);
  return targets.length === 1 ? targets[0] : undefined;
}
