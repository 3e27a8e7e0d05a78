import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  createToolbarFactory,
  ICommandPalette,
  IToolbarWidgetRegistry,
  setToolbar
} from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

import { INotebookTracker } from '@jupyterlab/notebook';
import { CrawlerCommandIDs } from '../crawlers/commandid';
import { IN_PALETTE } from '../labels';
import { OPEN_TABLE } from '../table/commandid';
import { ICatalogFeed, IGlueClient } from '../tokens';
import { DOMAIN } from '../translation';
/* eslint-disable jupyter/prefer-lazy-imports -- the sidebar is always loaded */
import { addBrowseCommands, BrowseCommandIDs } from './browsecommands';
import { addEditCommands, EditCommandIDs } from './editcommands';
import { keepExpanded } from './kept';
import { applyEvents } from './live';
import { CatalogModel } from './model';
import { CatalogPanel } from './panel';
import { NotebookWriter } from './notebooks';

import type { ICatalogPath } from './path';
import { addUseCommands, namesOf, UseCommandIDs } from './usecommands';
/* eslint-enable jupyter/prefer-lazy-imports */

const PLUGIN = 'glue-devendpoint:catalog';

/** The Data Catalog in the sidebar. */
export const catalogPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN,
  description: 'Shows the Glue Data Catalog in the sidebar.',
  autoStart: true,
  requires: [IGlueClient, ICatalogFeed],
  optional: [
    ITranslator,
    ISettingRegistry,
    IToolbarWidgetRegistry,
    ICommandPalette,
    ILayoutRestorer,
    INotebookTracker,
    IStateDB
  ],
  activate: (
    app: JupyterFrontEnd,
    client: IGlueClient,
    feed: ICatalogFeed,
    translator: ITranslator | null,
    settings: ISettingRegistry | null,
    toolbars: IToolbarWidgetRegistry | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    notebooks: INotebookTracker | null,
    state: IStateDB | null
  ): void => {
    const languages = translator ?? nullTranslator;
    const trans = languages.load(DOMAIN);
    const model = new CatalogModel(client);
    const panel = new CatalogPanel({
      model,
      feed,
      translator: languages,
      onOpen: path =>
        void app.commands.execute(OPEN_TABLE, Private.argsOf(path)),
      onCreateDatabase: () =>
        void app.commands.execute(EditCommandIDs.createDatabase),
      onCrawlFolder: () =>
        void app.commands.execute(CrawlerCommandIDs.crawlFolder),
      textFor: namesOf
    });
    if (state) {
      void keepExpanded(model, state);
    }
    feed.changed.connect((_, events) => void applyEvents(model.store, events));

    const writer = new NotebookWriter(app, notebooks);
    addBrowseCommands(app, { model, panel, trans });
    addUseCommands(app, { client, model, writer, trans });
    addEditCommands(app, { client, model, trans });

    if (toolbars && settings) {
      const factory = createToolbarFactory(
        toolbars,
        settings,
        'GlueCatalog',
        PLUGIN,
        languages
      );
      setToolbar(panel, factory, panel.toolbar);
    }
    const commands = {
      ...BrowseCommandIDs,
      ...UseCommandIDs,
      ...EditCommandIDs
    };
    for (const command of Object.values(commands)) {
      palette?.addItem({
        command,
        category: trans.__('Glue Data Catalog'),
        args: IN_PALETTE
      });
    }
    app.shell.add(panel, 'left', { rank: 250, type: 'Glue Data Catalog' });
    restorer?.add(panel, panel.id);
  }
};

namespace Private {
  /** A path as the arguments of a command. */
  export function argsOf({
    database,
    table,
    column
  }: ICatalogPath): ReadonlyJSONObject {
    return {
      database,
      ...(table !== undefined && { table }),
      ...(column !== undefined && { column })
    };
  }
}
