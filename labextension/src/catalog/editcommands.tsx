import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, deleteIcon, editIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { GlueError } from '../api/errors';
import { ask, type IField } from '../dialogs';
import { formatCount } from '../format';
import { labelOf } from '../labels';
import type { IGlueClient } from '../tokens';
import {
  deletableOf,
  deleteAll,
  describe,
  type ICount,
  type ILoss,
  lossOf,
  renameDatabase
} from './editing';
import type { CatalogModel } from './model';
import type { ICatalogPath } from './path';
import { TARGET_ARGS, targetOf, targetsOf } from './targets';

export const EditCommandIDs = {
  createDatabase: 'glue:create-database',
  renameDatabase: 'glue:rename-database',
  editDescription: 'glue:edit-description',
  deleteSelected: 'glue:delete-selected'
} as const;

interface IEditOptions {
  client: IGlueClient;
  model: CatalogModel;
  trans: TranslationBundle;
}

/** Commands that change the content of the catalog. */
export function addEditCommands(
  app: JupyterFrontEnd,
  options: IEditOptions
): void {
  const { model, trans } = options;
  app.commands.addCommand(EditCommandIDs.createDatabase, {
    label: labelOf(trans.__('Create database…'), trans.__('Create database…')),
    caption: trans.__('Create a database in the catalog'),
    icon: addIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => Private.create(options)
  });
  app.commands.addCommand(EditCommandIDs.renameDatabase, {
    label: labelOf(trans.__('Rename database…'), trans.__('Rename database…')),
    caption: trans.__('Change the name of the database'),
    icon: editIcon,
    describedBy: { args: TARGET_ARGS },
    isEnabled: args => {
      const path = targetOf(model, args);
      return path !== undefined && path.table === undefined;
    },
    execute: args => Private.rename(options, targetOf(model, args))
  });
  app.commands.addCommand(EditCommandIDs.editDescription, {
    label: labelOf(
      trans.__('Edit description…'),
      trans.__('Edit description of database or table…')
    ),
    caption: trans.__('Edit the description of the database or table'),
    icon: editIcon,
    describedBy: { args: TARGET_ARGS },
    isEnabled: args => {
      const path = targetOf(model, args);
      return path !== undefined && path.column === undefined;
    },
    execute: args => Private.editDescription(options, targetOf(model, args))
  });
  app.commands.addCommand(EditCommandIDs.deleteSelected, {
    label: labelOf(
      trans.__('Delete…'),
      trans.__('Delete databases and tables…')
    ),
    caption: trans.__(
      'Delete the selected databases and tables from the catalog'
    ),
    icon: deleteIcon,
    describedBy: { args: TARGET_ARGS },
    isEnabled: args => deletableOf(targetsOf(model, args)).length > 0,
    execute: args =>
      Private.remove(options, deletableOf(targetsOf(model, args)))
  });
}

/** A database's name as the catalog stores it. */
function storedName(typed: string): string {
  return typed.trim().toLowerCase();
}

namespace Private {
  const LONGEST_NAME = 255;

  export async function create({
    client,
    model,
    trans
  }: IEditOptions): Promise<void> {
    const answers = await ask({
      title: trans.__('Create database'),
      accept: trans.__('Create'),
      fields: [
        {
          ...nameField(trans),
          label: trans.__('Name'),
          hint: trans.__(
            'For best compatibility, use lowercase letters, digits, and underscores.'
          )
        },
        {
          name: 'description',
          label: trans.__('Description'),
          multiline: true
        },
        {
          name: 'location',
          label: trans.__('Location'),
          hint: trans.__(
            'Optional. Default location for new tables, for example s3://bucket/folder/.'
          )
        }
      ],
      save: async ({ name = '', description, location }) => {
        await client.call('CreateDatabase', {
          DatabaseInput: {
            Name: storedName(name),
            ...(description && { Description: description }),
            ...(location && { LocationUri: location.trim() })
          }
        });
      },
      explain: reason => duplicateOf(reason, trans)
    });
    if (answers) {
      const name = storedName(answers.name ?? '');
      await attempt(async () => {
        await model.store.refreshDatabase(name);
        await model.reveal({ database: name });
      });
    }
  }

  export async function rename(
    { client, model, trans }: IEditOptions,
    path: ICatalogPath | undefined
  ): Promise<void> {
    if (!path) {
      return;
    }
    const answers = await ask({
      title: trans.__('Rename database “%1”', path.database),
      accept: trans.__('Rename'),
      fields: [
        {
          ...nameField(trans),
          label: trans.__('New name'),
          value: path.database,
          hint: trans.__(
            'Jobs and notebooks that use the old name will stop working.'
          )
        }
      ],
      save: async ({ name = '' }) => {
        if (storedName(name) !== path.database) {
          await renameDatabase(client, path.database, storedName(name));
        }
      },
      explain: reason => duplicateOf(reason, trans)
    });
    const name = storedName(answers?.name ?? '');
    if (answers && name !== path.database) {
      await attempt(async () => {
        await model.store.refreshDatabase(path.database);
        await model.store.refreshDatabase(name);
        await model.reveal({ database: name });
      });
    }
  }

  export async function editDescription(
    { client, model, trans }: IEditOptions,
    path: ICatalogPath | undefined
  ): Promise<void> {
    if (!path) {
      return;
    }
    await attempt(async () => {
      const answers = await ask({
        title: trans.__(
          'Edit description of “%1”',
          path.table ?? path.database
        ),
        accept: trans.__('Save'),
        fields: [
          {
            name: 'description',
            label: trans.__('Description'),
            value: await descriptionOf(client, path),
            multiline: true
          }
        ],
        save: ({ description = '' }) => describe(client, path, description)
      });
      if (answers) {
        await model.store.refreshDatabase(path.database);
      }
    });
  }

  export async function remove(
    { client, model, trans }: IEditOptions,
    paths: readonly ICatalogPath[]
  ): Promise<void> {
    await attempt(async () => {
      const loss = await lossOf(client, paths);
      const result = await showDialog({
        title: trans._n(
          'Delete “%2”?',
          'Delete %1 items?',
          paths.length,
          paths[0]?.table ?? paths[0]?.database ?? ''
        ),
        body: <LossList loss={loss} trans={trans} />,
        buttons: [
          Dialog.cancelButton(),
          Dialog.warnButton({ label: trans.__('Delete') })
        ],
        defaultButton: 0
      });
      if (!result.button.accept) {
        return;
      }
      try {
        await deleteAll(client, paths);
      } finally {
        await refresh(model, paths);
      }
    });
  }

  /** The field for a database's name: says what is wrong, and how the name will be saved. */
  function nameField(trans: TranslationBundle): Omit<IField, 'label'> {
    return {
      name: 'name',
      check: name => {
        if (storedName(name) === '') {
          return trans.__('Enter a name.');
        }
        if (storedName(name).length > LONGEST_NAME) {
          return trans.__(
            'Database names can have at most %1 characters.',
            LONGEST_NAME
          );
        }
        return name.includes('/')
          ? trans.__('Database names can’t contain “/”.')
          : '';
      },
      notice: name => {
        const stored = storedName(name);
        return stored === '' || stored === name
          ? ''
          : trans.__(
              'Will be saved as “%1”. Database names are lowercase, without spaces at the ends.',
              stored
            );
      }
    };
  }

  function duplicateOf(reason: unknown, trans: TranslationBundle) {
    return GlueError.codeOf(reason) === GlueError.ALREADY_EXISTS
      ? {
          field: 'name',
          problem: trans.__('A database with this name already exists.')
        }
      : undefined;
  }

  async function refresh(
    model: CatalogModel,
    paths: readonly ICatalogPath[]
  ): Promise<void> {
    const names = new Set(paths.map(path => path.database));
    await Promise.all(
      [...names].map(name => model.store.refreshDatabase(name))
    );
    await Promise.all(
      [...names].map(name =>
        model.store.databases.get(name)?.load === 'ready'
          ? model.store.loadTables(name)
          : undefined
      )
    );
  }

  function LossList(props: {
    loss: ILoss;
    trans: TranslationBundle;
  }): React.JSX.Element {
    const { loss, trans } = props;
    return (
      <div className="jp-GlueLoss">
        <p>{trans.__('This will be permanently deleted:')}</p>
        <ul>
          {loss.databases.map(({ name, tables }) => (
            <li key={name}>
              <strong>{name}</strong>
              {trans._n(
                '%2 table, including its versions and partitions',
                '%2 tables, including their versions and partitions',
                tables.count,
                countText(tables, trans)
              )}
            </li>
          ))}
          {loss.tables.map(({ path, partitions, versions }) => (
            <li key={`${path.database}.${path.table}`}>
              <strong>{`${path.database}.${path.table}`}</strong>
              {[
                trans._n(
                  '%2 version',
                  '%2 versions',
                  versions.count,
                  countText(versions, trans)
                ),
                trans._n(
                  '%2 partition',
                  '%2 partitions',
                  partitions.count,
                  countText(partitions, trans)
                )
              ].join(', ')}
            </li>
          ))}
        </ul>
        <p>{trans.__('Your data files aren’t deleted.')}</p>
      </div>
    );
  }

  function countText(
    { count, isAll }: ICount,
    trans: TranslationBundle
  ): string {
    const text = formatCount(count);
    return isAll ? text : trans.__('at least %1', text);
  }

  async function descriptionOf(
    client: IGlueClient,
    path: ICatalogPath
  ): Promise<string> {
    if (path.table === undefined) {
      const { Database } = await client.call('GetDatabase', {
        Name: path.database
      });
      return Database.Description ?? '';
    }
    const { Table } = await client.call('GetTable', {
      DatabaseName: path.database,
      Name: path.table
    });
    return Table.Description ?? '';
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (reason) {
      Notification.error(GlueError.messageOf(reason), { autoClose: 8000 });
    }
  }
}
