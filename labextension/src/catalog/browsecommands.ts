import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  collapseAllIcon,
  refreshIcon,
  searchIcon
} from '@jupyterlab/ui-components';

import { sortIcon, tableIcon } from '../icons';
import { labelOf } from '../labels';
import type { CatalogModel } from './model';
import type { CatalogPanel } from './panel';

export const BrowseCommandIDs = {
  openSelected: 'glue:open-selected',
  searchCatalog: 'glue:search-catalog',
  refreshCatalog: 'glue:refresh-catalog',
  collapseCatalog: 'glue:collapse-catalog',
  reverseCatalog: 'glue:reverse-catalog'
} as const;

/** Commands that change how the catalog is shown, not its content. */
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
    label: labelOf(trans.__('Open'), trans.__('Open selected tables')),
    caption: trans.__('Open the selected tables'),
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
    label: labelOf(
      trans.__('Search the catalog'),
      trans.__('Search the catalog')
    ),
    caption: trans.__('Find databases, tables, and columns by name'),
    icon: searchIcon,
    describedBy,
    execute: () => {
      app.shell.activateById(panel.id);
      panel.focusSearch();
    }
  });
  app.commands.addCommand(BrowseCommandIDs.refreshCatalog, {
    label: labelOf(
      trans.__('Refresh the catalog'),
      trans.__('Refresh the catalog')
    ),
    caption: trans.__('Refresh'),
    icon: refreshIcon,
    describedBy,
    execute: () => model.refresh()
  });
  app.commands.addCommand(BrowseCommandIDs.collapseCatalog, {
    label: labelOf(
      trans.__('Collapse all'),
      trans.__('Collapse all databases and tables')
    ),
    caption: trans.__('Collapse all databases and tables'),
    icon: collapseAllIcon,
    describedBy,
    execute: () => model.collapseAll()
  });
  app.commands.addCommand(BrowseCommandIDs.reverseCatalog, {
    label: labelOf(
      trans.__('Sort names from Z to A'),
      trans.__('Sort the catalog from Z to A')
    ),
    caption: trans.__('Reverse the sort order'),
    icon: sortIcon,
    isToggled: () => !model.ascending,
    describedBy,
    execute: () => {
      model.ascending = !model.ascending;
    }
  });
}
