import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  type MainAreaWidget,
  WidgetTracker
} from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

// eslint-disable-next-line jupyter/prefer-lazy-imports -- a command shows its icon at once
import { crawlerIcon, crawlersIcon } from '../icons';
import { IGlueClient } from '../tokens';
import { DOMAIN } from '../translation';
import { CrawlerCommandIDs } from './commandid';

const FOLDER_PAGE = 'glue-crawl-folder';
const CRAWLERS_PAGE = 'glue-crawlers';

/** Crawlers: from a folder to tables, and how all of them stand. */
export const crawlersPlugin: JupyterFrontEndPlugin<void> = {
  id: 'glue-devendpoint:crawlers',
  description: 'Makes tables of folders, and shows the crawlers.',
  autoStart: true,
  requires: [IGlueClient],
  optional: [ITranslator, ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    client: IGlueClient,
    languages: ITranslator | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null
  ): void => {
    const translator = languages ?? nullTranslator;
    const trans = translator.load(DOMAIN);
    const tracker = new WidgetTracker<MainAreaWidget>({
      namespace: 'glue-devendpoint-crawlers'
    });
    type Make = typeof import('./make');

    const open = async (
      id: string,
      make: (made: Make) => MainAreaWidget
    ): Promise<void> => {
      const made = await import('./make');
      const shown = [...app.shell.widgets('main')];
      if (!shown.some(known => known.id === id)) {
        const widget = make(made);
        // A half-filled form does not come back; the list of crawlers does.
        if (id === CRAWLERS_PAGE) {
          await tracker.add(widget);
        }
        app.shell.add(widget, 'main', { type: 'Glue Crawlers' });
      }
      app.shell.activateById(id);
    };

    app.commands.addCommand(CrawlerCommandIDs.crawlFolder, {
      label: trans.__('Crawl a Folder…'),
      caption: trans.__('Make tables of the files in a folder or bucket'),
      icon: crawlerIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            database: {
              type: 'string',
              description: 'The database in which the tables shall be'
            }
          }
        }
      },
      execute: ({ database }) =>
        open(FOLDER_PAGE, made =>
          made.makeFolderPage({
            app,
            client,
            translator,
            id: FOLDER_PAGE,
            database: typeof database === 'string' ? database : ''
          })
        )
    });
    app.commands.addCommand(CrawlerCommandIDs.openCrawlers, {
      label: trans.__('Show Crawlers'),
      caption: trans.__('See how each crawler stands, run and stop them'),
      icon: crawlersIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () =>
        open(CRAWLERS_PAGE, made =>
          made.makeCrawlersPage({
            app,
            client,
            translator,
            id: CRAWLERS_PAGE
          })
        )
    });
    for (const command of Object.values(CrawlerCommandIDs)) {
      palette?.addItem({ command, category: trans.__('Glue Data Catalog') });
    }
    void restorer?.restore(tracker, {
      command: CrawlerCommandIDs.openCrawlers,
      name: widget => widget.id
    });
  }
};
