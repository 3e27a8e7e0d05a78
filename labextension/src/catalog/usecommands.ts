import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon } from '@jupyterlab/ui-components';

import { GlueError } from '../api/errors';
import { labelOf } from '../labels';
import type { IGlueClient } from '../tokens';
import { ddlOf } from './ddl';
import type { CatalogModel } from './model';
import type { NotebookWriter } from './notebooks';
import type { ICatalogPath } from './path';
import { readCode, type ReadStyle, sqlName } from './readcode';
import { TARGET_ARGS, targetOf, targetsOf } from './targets';

export const UseCommandIDs = {
  insertName: 'glue:insert-name',
  insertDynamicFrame: 'glue:insert-dynamicframe',
  insertDataFrame: 'glue:insert-dataframe',
  insertSql: 'glue:insert-sql',
  copyName: 'glue:copy-name',
  copyArn: 'glue:copy-arn',
  copyLocation: 'glue:copy-location',
  copyDdl: 'glue:copy-ddl'
} as const;

interface IUseOptions {
  client: IGlueClient;
  model: CatalogModel;
  writer: NotebookWriter;
  trans: TranslationBundle;
}

/** The text that is inserted, copied, or dragged for these paths. */
export function namesOf(paths: readonly ICatalogPath[]): string {
  return paths.map(sqlName).join(', ');
}

/** Commands that insert into a notebook or copy to the clipboard. */
export function addUseCommands(
  app: JupyterFrontEnd,
  options: IUseOptions
): void {
  Private.addInsertCommands(app, options);
  Private.addCopyCommands(app, options);
}

namespace Private {
  interface ILabelled {
    label: ReturnType<typeof labelOf>;
    caption: string;
  }

  export function addInsertCommands(
    app: JupyterFrontEnd,
    options: IUseOptions
  ): void {
    const { model, writer, trans } = options;
    app.commands.addCommand(UseCommandIDs.insertName, {
      label: labelOf(
        trans.__('Insert name'),
        trans.__('Insert name of database, table, or column')
      ),
      caption: trans.__('Insert the name at the cursor in the active notebook'),
      describedBy: { args: TARGET_ARGS },
      isEnabled: args => targetsOf(model, args).length > 0,
      execute: args => writer.insertText(namesOf(targetsOf(model, args)))
    });
    const addRead = (id: string, style: ReadStyle, text: ILabelled) =>
      app.commands.addCommand(id, {
        ...text,
        describedBy: { args: TARGET_ARGS },
        isEnabled: args => targetOf(model, args)?.table !== undefined,
        execute: async args => {
          const path = targetOf(model, args);
          if (path?.table !== undefined) {
            await writer.insertCode(readCode(path, style));
          }
        }
      });
    addRead(UseCommandIDs.insertDynamicFrame, 'dynamicframe', {
      label: labelOf(
        trans.__('Insert code to read as DynamicFrame'),
        trans.__('Insert code to read table as DynamicFrame')
      ),
      caption: trans.__(
        'Insert Glue code that reads the table into a DynamicFrame'
      )
    });
    addRead(UseCommandIDs.insertDataFrame, 'dataframe', {
      label: labelOf(
        trans.__('Insert code to read as DataFrame'),
        trans.__('Insert code to read table as DataFrame')
      ),
      caption: trans.__(
        'Insert Spark code that reads the table into a DataFrame'
      )
    });
    addRead(UseCommandIDs.insertSql, 'sql', {
      label: labelOf(
        trans.__('Insert SQL query'),
        trans.__('Insert SQL query on table')
      ),
      caption: trans.__('Insert a cell with a SQL query on the table')
    });
  }

  export function addCopyCommands(
    app: JupyterFrontEnd,
    options: IUseOptions
  ): void {
    const { client, model, trans } = options;
    const addCopy = (
      id: string,
      text: ILabelled,
      needsTable: boolean,
      read: (path: ICatalogPath) => Promise<string>
    ) =>
      app.commands.addCommand(id, {
        ...text,
        icon: copyIcon,
        describedBy: { args: TARGET_ARGS },
        isEnabled: args => {
          const path = targetOf(model, args);
          return (
            path !== undefined && (!needsTable || path.table !== undefined)
          );
        },
        execute: async args => {
          const path = targetOf(model, args);
          if (path) {
            await copy(() => read(path), trans);
          }
        }
      });
    app.commands.addCommand(UseCommandIDs.copyName, {
      label: labelOf(
        trans.__('Copy name'),
        trans.__('Copy name of database, table, or column')
      ),
      caption: trans.__('Copy the name as used in SQL'),
      icon: copyIcon,
      describedBy: { args: TARGET_ARGS },
      isEnabled: args => targetsOf(model, args).length > 0,
      execute: args => copy(async () => namesOf(targetsOf(model, args)), trans)
    });
    addCopy(
      UseCommandIDs.copyArn,
      {
        label: labelOf(
          trans.__('Copy ARN'),
          trans.__('Copy ARN of database or table')
        ),
        caption: trans.__('Copy the Amazon Resource Name')
      },
      false,
      path => arnOf(client, path)
    );
    addCopy(
      UseCommandIDs.copyLocation,
      {
        label: labelOf(
          trans.__('Copy location'),
          trans.__('Copy location of database or table')
        ),
        caption: trans.__('Copy the location of the data files')
      },
      false,
      path => locationOf(client, path)
    );
    addCopy(
      UseCommandIDs.copyDdl,
      {
        label: labelOf(trans.__('Copy DDL'), trans.__('Copy DDL of table')),
        caption: trans.__('Copy the CREATE statement of the table')
      },
      true,
      async path => ddlOf(await tableAt(client, path))
    );
  }

  async function copy(
    read: () => Promise<string>,
    trans: TranslationBundle
  ): Promise<void> {
    try {
      const text = await read();
      if (text === '') {
        Notification.info(trans.__('Nothing to copy.'));
      } else {
        Clipboard.copyToSystem(text);
      }
    } catch (reason) {
      Notification.error(GlueError.messageOf(reason));
    }
  }

  async function tableAt(client: IGlueClient, path: ICatalogPath) {
    const { database, table = '' } = path;
    const answer = await client.call('GetTable', {
      DatabaseName: database,
      Name: table
    });
    return answer.Table;
  }

  async function arnOf(
    client: IGlueClient,
    path: ICatalogPath
  ): Promise<string> {
    const { account_id: account, region } = await client.health();
    const resource =
      path.table === undefined
        ? `database/${path.database}`
        : `table/${path.database}/${path.table}`;
    return `arn:aws:glue:${region}:${account}:${resource}`;
  }

  async function locationOf(
    client: IGlueClient,
    path: ICatalogPath
  ): Promise<string> {
    if (path.table !== undefined) {
      return (await tableAt(client, path)).StorageDescriptor?.Location ?? '';
    }
    const { Database } = await client.call('GetDatabase', {
      Name: path.database
    });
    return Database.LocationUri ?? '';
  }
}
