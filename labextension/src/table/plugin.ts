import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

// eslint-disable-next-line jupyter/prefer-lazy-imports -- the command shows its icon at once
import { tableIcon } from '../icons';
import { ICatalogFeed, IGlueClient } from '../tokens';
import { DOMAIN } from '../translation';
import { idOfTable, OPEN_TABLE } from './commandid';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- small, and needed by menus
import { addRowCommands } from './rowcommands';
import { isTab } from './tabs';
import { titlesOf } from './titles';
import type { TableWidget } from './widget';

const PLUGIN = 'glue-devendpoint:table';

/** The table pages in the main area. */
export const tablePlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN,
  description: 'Shows tables of the Glue Data Catalog in the main area.',
  autoStart: true,
  requires: [IGlueClient, ICatalogFeed],
  optional: [ITranslator, ILayoutRestorer, ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    client: IGlueClient,
    feed: ICatalogFeed,
    languages: ITranslator | null,
    restorer: ILayoutRestorer | null,
    registry: ISettingRegistry | null
  ): void => {
    const translator = languages ?? nullTranslator;
    const trans = translator.load(DOMAIN);
    const tracker = new WidgetTracker<TableWidget>({
      namespace: 'glue-devendpoint-table'
    });

    /** Keep tabs apart whose tables have the same name. */
    const retitle = () => {
      const widgets: TableWidget[] = [];
      tracker.forEach(widget => widgets.push(widget));
      const titles = titlesOf(widgets.map(widget => widget.model));
      widgets.forEach((widget, index) => {
        widget.title.label = titles[index] ?? widget.model.name;
      });
    };

    // If the settings can't be loaded, the page opens with the defaults.
    const loading = registry?.load(PLUGIN).catch(() => null) ?? null;

    const open = async (
      database: string,
      table: string
    ): Promise<TableWidget> => {
      const id = idOfTable(database, table);
      const { makeTableWidget } = await import('./factory');
      const settings = await loading;
      const known = tracker.find(widget => widget.id === id);
      if (known) {
        return known;
      }
      const widget = makeTableWidget({
        ...{ app, client, feed, translator, settings },
        ...{ database, table }
      });
      await tracker.add(widget);
      retitle();
      widget.disposed.connect(retitle);
      widget.model.stateChanged.connect(() => {
        retitle();
        void tracker.save(widget);
      });
      app.shell.add(widget, 'main', { type: 'Glue Table' });
      return widget;
    };

    app.commands.addCommand(OPEN_TABLE, {
      label: trans.__('Open table'),
      caption: trans.__(
        'Show the schema, rows, partitions, and versions of a table'
      ),
      icon: tableIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            database: { type: 'string', description: 'The database' },
            table: { type: 'string', description: 'The table in the database' },
            column: {
              type: 'string',
              description: 'The column to highlight in the schema'
            },
            tab: { type: 'string', description: 'The tab to open' },
            isProfiled: {
              type: 'boolean',
              description:
                'Whether to profile the table when its profile is shown'
            }
          },
          required: ['database', 'table']
        }
      },
      execute: async args => {
        const { database, table, column, tab } = args;
        if (typeof database !== 'string' || typeof table !== 'string') {
          return;
        }
        const widget = await open(database, table);
        if (args['isProfiled'] === true) {
          widget.model.profileAgain();
        }
        if (typeof column === 'string') {
          widget.model.openColumn(column);
        } else if (isTab(tab)) {
          widget.model.openTab(tab);
        }
        app.shell.activateById(widget.id);
      }
    });

    addRowCommands(app, {
      trans,
      current: () => tracker.currentWidget?.model ?? null,
      focusGrid: () =>
        tracker.currentWidget?.node
          .querySelector<HTMLElement>('.jp-GlueRows [tabindex="0"]')
          ?.focus({ preventScroll: true })
    });

    void restorer?.restore(tracker, {
      command: OPEN_TABLE,
      args: ({ model }) => ({
        database: model.database,
        table: model.name,
        tab: model.tab,
        isProfiled: model.isProfiled
      }),
      name: widget => widget.id
    });
  }
};
