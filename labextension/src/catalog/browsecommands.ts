import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  collapseAllIcon,
  refreshIcon,
  searchIcon
} from '@jupyterlab/ui-components';

import { sortIcon, tableIcon } from '../icons';
import type { CatalogModel } from './model';
import type { CatalogPanel } from './panel';

export const BrowseCommandIDs = {
  openSelected: 'glue:open-selected',
  searchCatalog: 'glue:search-catalog',
  refreshCatalog: 'glue:refresh-catalog',
  collapseCatalog: 'glue:collapse-catalog',
  reverseCatalog: 'glue:reverse-catalog'
} as const;

/** The commands that change how the catalog is seen, and nothing in it. */
export function addBrowseCommands(
  app: JupyterFrontEnd,
  options: {
    model: CatalogModel;
    panel: CatalogPanel;
    trans: TranslationBundle;
  }
): void {
  const { model, panel, trans } = options;
  const describedBy = { args: { type: 'object', properties: {} } };
  app.commands.addCommand(BrowseCommandIDs.openSelected, {
    label: trans.__('Open'),
    caption: trans.__(
      'Show each selected table, or the table of each selected column'
    ),
    icon: tableIcon,
    describedBy,
    isEnabled: () => model.selectedPaths.some(path => path.table !== undefined),
    execute: () => {
      const paths = model.selectedPaths.filter(
        path => path.table !== undefined
      );
      paths.forEach(path => panel.open(path));
    }
  });
  app.commands.addCommand(BrowseCommandIDs.searchCatalog, {
    label: trans.__('Search the Catalog'),
    caption: trans.__('Find a database, a table or a column by its name'),
    icon: searchIcon,
    describedBy,
    execute: () => {
      app.shell.activateById(panel.id);
      panel.focusSearch();
    }
  });
  app.commands.addCommand(BrowseCommandIDs.refreshCatalog, {
    label: trans.__('Refresh the Catalog'),
    caption: trans.__('Read again what the catalog shows'),
    icon: refreshIcon,
    describedBy,
    execute: () => model.refresh()
  });
  app.commands.addCommand(BrowseCommandIDs.collapseCatalog, {
    label: trans.__('Collapse All'),
    caption: trans.__('Close every database and table of the catalog'),
    icon: collapseAllIcon,
    describedBy,
    execute: () => model.collapseAll()
  });
  app.commands.addCommand(BrowseCommandIDs.reverseCatalog, {
    label: trans.__('Sort Names from Z to A'),
    caption: trans.__('Turn round the order of databases and tables'),
    icon: sortIcon,
    isToggled: () => !model.ascending,
    describedBy,
    execute: () => {
      model.ascending = !model.ascending;
    }
  });
}
