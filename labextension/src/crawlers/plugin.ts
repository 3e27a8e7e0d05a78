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

// eslint-disable-next-line jupyter/prefer-lazy-imports -- the commands show their icons at once
import { crawlerIcon, crawlersIcon } from '../icons';
import { IN_PALETTE, labelOf } from '../labels';
import { IGlueClient } from '../tokens';
import { DOMAIN } from '../translation';
import { CrawlerCommandIDs } from './commandid';

const FOLDER_PAGE = 'glue-crawl-folder';
const CRAWLERS_PAGE = 'glue-crawlers';

/** The crawler pages: "Crawl a folder" and the list of crawlers. */
export const crawlersPlugin: JupyterFrontEndPlugin<void> = {
  id: 'glue-devendpoint:crawlers',
  description: 'Crawls folders into tables and manages crawlers.',
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
        // The list of crawlers is restored after a reload; a half-filled form isn't.
        if (id === CRAWLERS_PAGE) {
          await tracker.add(widget);
        }
        app.shell.add(widget, 'main', { type: 'Glue Crawlers' });
      }
      app.shell.activateById(id);
    };

    app.commands.addCommand(CrawlerCommandIDs.crawlFolder, {
      label: labelOf(trans.__('Crawl a folder…'), trans.__('Crawl a folder…')),
      caption: trans.__('Create tables from files in a folder or bucket'),
      icon: crawlerIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            database: {
              type: 'string',
              description: 'The target database'
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
      label: labelOf(trans.__('Show crawlers'), trans.__('Show crawlers')),
      caption: trans.__('View, run, and stop crawlers'),
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
      palette?.addItem({
        command,
        category: trans.__('Glue Data Catalog'),
        args: IN_PALETTE
      });
    }
    void restorer?.restore(tracker, {
      command: CrawlerCommandIDs.openCrawlers,
      name: widget => widget.id
    });
  }
};
