import { Button, copyIcon, editIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { deprecatedBy, type ITable } from '../api/shapes';
import { linkIcon, tableIcon, viewIcon } from '../icons';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';

/** Name, description, and location of the table, and buttons to insert code. */
export function PageHeader(props: {
  table: ITable;
  actions: IPageActions;
}): React.JSX.Element {
  const { table, actions } = props;
  const trans = useTrans();
  const isView = table.TableType === 'VIRTUAL_VIEW';
  const Icon = table.TargetTable ? linkIcon : isView ? viewIcon : tableIcon;
  const location = table.StorageDescriptor?.Location;
  const format =
    table.Parameters?.classification ?? table.Parameters?.table_type;
  return (
    <div className="jp-GlueTable-header">
      <div className="jp-GlueTable-title">
        <Icon.react tag="span" width="20px" height="20px" aria-hidden="true" />
        <h1>
          <span className="jp-GlueTable-database">{table.DatabaseName}.</span>
          {table.Name}
        </h1>
        {format && <span className="jp-GlueTable-badge">{format}</span>}
        {deprecatedBy(table) !== null && (
          <span
            className="jp-GlueTable-badge jp-mod-deprecate"
            title={trans.__(
              'A crawler didn’t find this table’s data anymore, so it may be out of date.'
            )}
          >
            {trans.__('deprecated')}
          </span>
        )}
        {isView && (
          <span className="jp-GlueTable-badge">{trans.__('view')}</span>
        )}
        {table.VersionId !== undefined && (
          <span className="jp-GlueTable-badge">
            {trans.__('version %1', table.VersionId)}
          </span>
        )}
      </div>
      <p className="jp-GlueTable-description">
        <span>{table.Description || trans.__('No description')}</span>
        <Button
          minimal
          small
          title={trans.__('Edit description')}
          aria-label={trans.__('Edit description')}
          onClick={actions.editDescription}
        >
          <editIcon.react tag="span" />
        </Button>
      </p>
      {location && (
        <p className="jp-GlueTable-location">
          <code>{location}</code>
          <Button
            minimal
            small
            title={trans.__('Copy location')}
            aria-label={trans.__('Copy location')}
            onClick={() => actions.copy(location)}
          >
            <copyIcon.react tag="span" />
          </Button>
        </p>
      )}
      <div
        className="jp-GlueTable-read"
        role="group"
        aria-label={trans.__('Insert code into a notebook')}
      >
        <span>{trans.__('Read in notebook:')}</span>
        <button
          className="jp-mod-styled jp-mod-small"
          onClick={() => actions.insert('dynamicframe')}
        >
          {trans.__('DynamicFrame')}
        </button>
        <button
          className="jp-mod-styled jp-mod-small"
          onClick={() => actions.insert('dataframe')}
        >
          {trans.__('DataFrame')}
        </button>
        <button
          className="jp-mod-styled jp-mod-small"
          onClick={() => actions.insert('sql')}
        >
          {trans.__('SQL')}
        </button>
      </div>
    </div>
  );
}
