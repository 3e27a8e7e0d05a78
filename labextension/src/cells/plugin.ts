import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  type IConfigurableExtension,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';

import { sqlCells } from './sqlcells';

/** Highlights SQL in notebooks. */
export const cellsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'glue-devendpoint:cells',
  description: 'Highlights cells that begin with %%sql as SQL.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  activate: (_: JupyterFrontEnd, registry: IEditorExtensionRegistry): void => {
    const extension = sqlCells(async () => {
      const { sqlCellLanguage } = await import('./sparksql');
      return sqlCellLanguage;
    });
    const fixed: IConfigurableExtension<void> = {
      instance: () => extension,
      reconfigure: () => null
    };
    registry.addExtension({
      name: 'glue-sql-cells',
      factory: ({ model }) =>
        'type' in model && model.type === 'code' ? fixed : null
    });
  }
};
