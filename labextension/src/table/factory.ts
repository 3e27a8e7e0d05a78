import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';

import { GlueError } from '../api/errors';
import type { ICatalogEvent } from '../api/routes';
import type { ICatalogFeed, IGlueClient } from '../tokens';
import { DOMAIN } from '../translation';
import type { IPageActions } from './actions';
import { followEvents } from './follow';
import { PREVIEW_ROWS, TableModel } from './model';
import { RowCommandIDs } from './rowcommands';
import { TableWidget } from './widget';

interface IMakeOptions {
  app: JupyterFrontEnd;
  client: IGlueClient;
  feed: ICatalogFeed;
  translator: ITranslator;
  database: string;
  table: string;
  settings: ISettingRegistry.ISettings | null;
}

/** Create a table page, which follows changes to the table until it is closed. */
export function makeTableWidget(options: IMakeOptions): TableWidget {
  const { app, client, feed, translator, database, table } = options;
  const model = new TableModel(client, database, table, () =>
    Private.previewRows(options.settings)
  );
  const actions = Private.actionsFor(app, model, translator.load(DOMAIN));
  const widget = new TableWidget({ model, actions, translator });
  const watch = feed.watch();
  const onChanged = (_: ICatalogFeed, events: readonly ICatalogEvent[]) =>
    void followEvents(model, events);
  feed.changed.connect(onChanged);
  widget.disposed.connect(() => {
    feed.changed.disconnect(onChanged);
    watch.dispose();
  });
  return widget;
}

namespace Private {
  export function previewRows(
    settings: ISettingRegistry.ISettings | null
  ): number {
    const rows = settings?.composite['previewRows'];
    return typeof rows === 'number' ? rows : PREVIEW_ROWS;
  }

  export function actionsFor(
    app: JupyterFrontEnd,
    model: TableModel,
    trans: TranslationBundle
  ): IPageActions {
    const target = () => ({ database: model.database, table: model.name });
    return {
      insert: style => {
        void app.commands.execute(`glue:insert-${style}`, target());
      },
      copy: text => Clipboard.copyToSystem(text),
      exportRows: () => void app.commands.execute(RowCommandIDs.exportRows),
      editDescription: () => {
        void app.commands
          .execute('glue:edit-description', target())
          .then(() => model.reload());
      },
      complain: reason => {
        const isStale =
          GlueError.codeOf(reason) === GlueError.CONCURRENT_MODIFICATION;
        const text = isStale
          ? trans.__(
              'Your edit wasn’t saved because the table was changed since you opened it. The page now shows the latest version.'
            )
          : GlueError.messageOf(reason);
        Notification.error(text, { autoClose: 8000 });
      }
    };
  }
}
