import {
  caretDownIcon,
  caretRightIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import {
  databaseIcon,
  keyIcon,
  linkIcon,
  tableIcon,
  typeIcons,
  viewIcon
} from '../icons';
import { useTrans } from '../translation';
import type { INodeRow, INoteRow, RowIcon } from './rows';

const icons: Readonly<Record<RowIcon, LabIcon>> = {
  ...typeIcons,
  database: databaseIcon,
  table: tableIcon,
  view: viewIcon,
  link: linkIcon
};

/** The picture, name and kind of one thing in the catalog. */
export function NodeRow(props: { row: INodeRow }): React.JSX.Element {
  const { row } = props;
  const trans = useTrans();
  return (
    <>
      <span
        className="jp-GlueCatalog-caret"
        data-part="caret"
        aria-hidden="true"
      >
        {row.expandable && <Caret isDown={row.expanded} />}
      </span>
      <Picture icon={row.icon} />
      <span className="jp-GlueCatalog-label">
        <Marked text={row.label} match={row.match} />
      </span>
      {row.partitionKey && (
        <keyIcon.react
          tag="span"
          className="jp-GlueCatalog-key"
          title={trans.__('Partition key')}
        />
      )}
      {row.detail !== '' && (
        <span className="jp-GlueCatalog-detail">{row.detail}</span>
      )}
      {row.count !== null && (
        <span className="jp-GlueCatalog-count">{row.count}</span>
      )}
    </>
  );
}

/** An icon; most rows that take over from one another have the same. */
const Picture = React.memo((props: { icon: RowIcon }): React.JSX.Element => {
  const Icon = icons[props.icon];
  return (
    <Icon.react tag="span" className="jp-GlueCatalog-icon" aria-hidden="true" />
  );
});

const Caret = React.memo((props: { isDown: boolean }): React.JSX.Element => {
  const Icon = props.isDown ? caretDownIcon : caretRightIcon;
  return <Icon.react tag="span" />;
});

/** What stands where children are missing: why, and how to go on. */
export function NoteRow(props: { row: INoteRow }): React.JSX.Element {
  const trans = useTrans();
  switch (props.row.note) {
    case 'loading':
      return (
        <span className="jp-GlueCatalog-note">{trans.__('Loading…')}</span>
      );
    case 'empty':
      return (
        <span className="jp-GlueCatalog-note">
          {props.row.path.table === undefined
            ? trans.__('No tables yet')
            : trans.__('No columns')}
        </span>
      );
    case 'truncated':
      return (
        <span className="jp-GlueCatalog-note">
          {trans.__('There are more matches. Type more to narrow them down.')}
        </span>
      );
    case 'error':
      return (
        <>
          <span
            className="jp-GlueCatalog-note jp-mod-error"
            title={props.row.message}
          >
            {props.row.message}
          </span>
          <button
            className="jp-GlueCatalog-retry"
            data-part="retry"
            tabIndex={-1}
          >
            {trans.__('Try again')}
          </button>
        </>
      );
  }
}

function Marked(props: {
  text: string;
  match: readonly [number, number] | null;
}): React.JSX.Element {
  if (props.match === null) {
    return <>{props.text}</>;
  }
  const [start, end] = props.match;
  return (
    <>
      {props.text.slice(0, start)}
      <mark className="jp-GlueCatalog-match">
        {props.text.slice(start, end)}
      </mark>
      {props.text.slice(end)}
    </>
  );
}
