import type { IStateDB } from '@jupyterlab/statedb';

import type { CatalogModel } from './model';

const KEY = 'glue-devendpoint:catalog';
/** How many rows are expanded again at most, because each one is loaded. */
const MOST = 100;

/** Keep the expanded rows of the tree over a reload of the page. */
export async function keepExpanded(
  model: CatalogModel,
  state: IStateDB
): Promise<void> {
  model.expandAgain(Private.keysIn(await state.fetch(KEY)));
  let saved = model.expanded.join();
  model.stateChanged.connect(() => {
    const keys = model.expanded.slice(-MOST);
    if (keys.join() !== saved) {
      saved = keys.join();
      void state.save(KEY, { expanded: keys });
    }
  });
}

namespace Private {
  export function keysIn(value: unknown): string[] {
    const { expanded } = (value ?? {}) as { expanded?: unknown };
    return Array.isArray(expanded)
      ? expanded.filter((key): key is string => typeof key === 'string')
      : [];
  }
}
