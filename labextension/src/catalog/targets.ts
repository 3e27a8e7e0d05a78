import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { CatalogModel } from './model';
import type { ICatalogPath } from './path';

/** JSON schema of the command arguments, for `describedBy`. */
export const TARGET_ARGS = {
  type: 'object',
  properties: {
    database: {
      type: 'string',
      description: 'The database. Defaults to the current selection.'
    },
    table: { type: 'string', description: 'The table in the database' },
    column: { type: 'string', description: 'The column of the table' },
    kind: {
      type: 'string',
      description: 'The kind of row whose menu and shortcut this is'
    }
  }
} as const;

/** The targets of a command: its arguments, or else the selection. */
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

/** The single target of a command, or undefined if there isn't exactly one. */
export function targetOf(
  model: CatalogModel,
  args: ReadonlyPartialJSONObject
): ICatalogPath | undefined {
  const targets = targetsOf(model, args);
  return targets.length === 1 ? targets[0] : undefined;
}
