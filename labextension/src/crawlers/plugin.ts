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
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

// eslint-disable-next-line jupyter/prefer-lazy-imports -- the commands show their icons at once
import { crawlerIcon, crawlersIcon } from '../icons';
import { IN_PALETTE, labelOf } from '../labels';
import { IGlueClient } from '../tokens';
import { DOMAIN } from '../translation';
import { CrawlerCommandIDs } from './commandid';
import type { IPlan } from './plan';

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
    const forms = new WidgetTracker<MainAreaWidget>({
      namespace: 'glue-devendpoint-crawl-folder'
    });
    let plan: Partial<IPlan> = {};
    type Make = typeof import('./make');

    const open = async (
      id: string,
      make: (made: Make) => MainAreaWidget
    ): Promise<void> => {
      const made = await import('./make');
      const shown = [...app.shell.widgets('main')];
      if (!shown.some(known => known.id === id)) {
        const widget = make(made);
        await (id === CRAWLERS_PAGE ? tracker : forms).add(widget);
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
            },
            target: { type: 'string', description: 'The folder' },
            prefix: { type: 'string', description: 'Prefix for table names' },
            name: { type: 'string', description: 'The name of the crawler' }
          }
        }
      },
      execute: args =>
        open(FOLDER_PAGE, made =>
          made.makeFolderPage({
            app,
            client,
            translator,
            id: FOLDER_PAGE,
            plan: Private.planOf(args),
            onPlan: changed => {
              plan = changed;
              forms.forEach(form => void forms.save(form));
            }
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
    void restorer?.restore(forms, {
      command: CrawlerCommandIDs.crawlFolder,
      args: () => ({ ...plan }),
      name: widget => widget.id
    });
    void restorer?.restore(tracker, {
      command: CrawlerCommandIDs.openCrawlers,
      name: widget => widget.id
    });
  }
};

namespace Private {
  const FIELDS = ['target', 'database', 'prefix', 'name'] as const;

  /** The fields of the form that the arguments of the command fill in. */
  export function planOf(args: ReadonlyPartialJSONObject): Partial<IPlan> {
    const given = FIELDS.map(field => [field, args[field]] as const);
    return Object.fromEntries(
      given.filter(([, value]) => typeof value === 'string')
    );
  }
}
