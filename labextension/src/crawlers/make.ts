import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  Dialog,
  type MainAreaWidget,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';

import { GlueError } from '../api/errors';
import { crawlerIcon, crawlersIcon } from '../icons';
import { OPEN_TABLE } from '../table/commandid';
import type { IGlueClient } from '../tokens';
import { DOMAIN } from '../translation';
import { CrawlerCommandIDs } from './commandid';
import { FolderModel } from './foldermodel';
import { CrawlersModel } from './listmodel';
import { chooseFolder } from './picker';
import type { IPlan } from './plan';
import { makeFolderWidget, makeListWidget } from './widgets';

interface IMakeOptions {
  app: JupyterFrontEnd;
  client: IGlueClient;
  translator: ITranslator;
  id: string;
}

/** Create the "Crawl a folder" page. */
export function makeFolderPage(
  options: IMakeOptions & {
    plan: Partial<IPlan>;
    /** Called when a field of the form changes. */
    onPlan: (plan: IPlan) => void;
  }
): MainAreaWidget {
  const { app, client, translator, id, plan, onPlan } = options;
  const trans = translator.load(DOMAIN);
  const model = new FolderModel(client, plan.database ?? '');
  for (const field of ['target', 'prefix', 'name'] as const) {
    if (plan[field] !== undefined) {
      model.set(field, plan[field]);
    }
  }
  onPlan(model.plan);
  let kept = model.plan;
  model.stateChanged.connect(() => {
    if (model.plan !== kept) {
      kept = model.plan;
      onPlan(kept);
    }
  });
  const names: string[] = [];
  void Private.readNames(client, names).then(() => model.stateChanged.emit());
  return makeFolderWidget(
    {
      model,
      databases: () => names,
      onBrowse: location => chooseFolder({ client, translator, location }),
      onOpenTable: (database, table) =>
        void app.commands.execute(OPEN_TABLE, { database, table }),
      onOpenCrawlers: () =>
        void app.commands.execute(CrawlerCommandIDs.openCrawlers)
    },
    { id, label: trans.__('Crawl a folder'), icon: crawlerIcon, translator }
  );
}

/** Create the crawlers page. */
export function makeCrawlersPage(options: IMakeOptions): MainAreaWidget {
  const { app, client, translator, id } = options;
  const trans = translator.load(DOMAIN);
  const model = new CrawlersModel(client);
  return makeListWidget(
    {
      model,
      onCrawlFolder: () =>
        void app.commands.execute(CrawlerCommandIDs.crawlFolder),
      onStart: name => void Private.attempt(() => model.start(name)),
      onStop: name => void Private.attempt(() => model.stop(name)),
      onDelete: name =>
        void Private.attempt(() => Private.remove(model, name, trans))
    },
    { id, label: trans.__('Crawlers'), icon: crawlersIcon, translator }
  );
}

namespace Private {
  export async function readNames(
    client: IGlueClient,
    names: string[]
  ): Promise<void> {
    try {
      for await (const page of client.pages('GetDatabases', {})) {
        names.push(...page.DatabaseList.map(({ Name }) => Name));
      }
    } catch {
      // The names are only suggestions; a database name can still be typed.
    }
  }

  export async function remove(
    model: CrawlersModel,
    name: string,
    trans: TranslationBundle
  ): Promise<void> {
    const result = await showDialog({
      title: trans.__('Delete crawler “%1”?', name),
      body: trans.__(
        'Its schedule is deleted too. The tables it created and your files are kept.'
      ),
      buttons: [
        Dialog.cancelButton(),
        Dialog.warnButton({ label: trans.__('Delete') })
      ],
      defaultButton: 0
    });
    if (result.button.accept) {
      await model.remove(name);
    }
  }

  export async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (reason) {
      Notification.error(GlueError.messageOf(reason), { autoClose: 8000 });
    }
  }
}
