import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ITable, ITableVersion } from '../api/shapes';
import { formatMoment } from '../format';
import { Empty, Failure, Loading } from '../states';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';
import type { TableModel } from './model';
import { diffVersions, type IChange } from './versiondiff';

interface IVersionsProps {
  model: TableModel;
  table: ITable;
  actions: IPageActions;
}

/** The versions tab: compare any two versions, and restore an old one. */
export function VersionsView(props: IVersionsProps): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const { value, error } = model.versions;
  if (error !== null) {
    return (
      <Failure
        title={trans.__('Can’t load versions')}
        message={error}
        onRetry={() => void model.loadVersions()}
      />
    );
  }
  if (value === null) {
    return <Loading lines={8} />;
  }
  const versions = Private.newestFirst(value, props.table);
  if (versions.length === 0) {
    return <Empty title={trans.__('No versions')} />;
  }
  if (versions.length === 1) {
    return (
      <Empty
        title={trans.__('No earlier versions')}
        text={trans.__(
          'Each change to the columns or properties creates a version that you can compare and restore.'
        )}
      />
    );
  }
  return <Versions key={versions[0]?.id} {...props} versions={versions} />;
}

interface IKnownVersion {
  id: string;
  table: ITable;
}

function Versions(
  props: IVersionsProps & { versions: readonly IKnownVersion[] }
): React.JSX.Element {
  const { model, versions, actions } = props;
  const trans = useTrans();
  const newest = versions[0] as IKnownVersion;
  const [afterId, setAfterId] = React.useState(newest.id);
  const [beforeId, setBeforeId] = React.useState((versions[1] ?? newest).id);
  const find = (id: string) =>
    versions.find(version => version.id === id) ?? newest;
  const before = find(beforeId);
  const after = find(afterId);
  const restore = () => {
    model.restore(before.table).catch(actions.complain);
  };
  return (
    <>
      <div className="jp-GlueTable-bar">
        <Chooser
          label={trans.__('From')}
          versions={versions}
          id={beforeId}
          onChange={setBeforeId}
        />
        <Chooser
          label={trans.__('To')}
          versions={versions}
          id={afterId}
          onChange={setAfterId}
        />
        {before.id !== newest.id && (
          <button className="jp-mod-styled jp-mod-small" onClick={restore}>
            {trans.__('Restore version %1', before.id)}
          </button>
        )}
        <span className="jp-GlueTable-count" role="status">
          {trans._n('%1 version', '%1 versions', versions.length)}
        </span>
      </div>
      <Changes changes={diffVersions(before.table, after.table)} />
    </>
  );
}

function Chooser(props: {
  label: string;
  versions: readonly IKnownVersion[];
  id: string;
  onChange: (id: string) => void;
}): React.JSX.Element {
  const trans = useTrans();
  return (
    <label className="jp-GlueTable-chooser">
      <span>{props.label}</span>
      <HTMLSelect
        value={props.id}
        onChange={event => props.onChange(event.currentTarget.value)}
      >
        {props.versions.map(({ id, table }) => (
          <option key={id} value={id}>
            {[
              trans.__('Version %1', id),
              table.UpdateTime ? formatMoment(table.UpdateTime) : '',
              table.CreatedBy?.split('/').pop() ?? ''
            ]
              .filter(Boolean)
              .join(' · ')}
          </option>
        ))}
      </HTMLSelect>
    </label>
  );
}

function Changes({
  changes
}: {
  changes: readonly IChange[];
}): React.JSX.Element {
  const trans = useTrans();
  if (changes.length === 0) {
    return <Empty title={trans.__('No differences')} />;
  }
  return (
    <div
      className="jp-GlueTable-scroll"
      tabIndex={0}
      role="group"
      aria-label={trans.__('Differences')}
    >
      <table className="jp-GlueGrid jp-mod-diff">
        <thead>
          <tr>
            <th scope="col">{trans.__('Change')}</th>
            <th scope="col">{trans.__('Item')}</th>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Before')}</th>
            <th scope="col">{trans.__('After')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(change => (
            <ChangeLine key={`${change.area} ${change.name}`} change={change} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ChangeLine({ change }: { change: IChange }): React.JSX.Element {
  const trans = useTrans();
  const areas: Readonly<Record<IChange['area'], string>> = {
    column: trans.__('column'),
    'partition key': trans.__('partition key'),
    property: trans.__('property'),
    table: trans.__('table')
  };
  const [mark, text, modifier] =
    change.before === null
      ? ['+', trans.__('Added'), 'jp-mod-added']
      : change.after === null
        ? ['−', trans.__('Removed'), 'jp-mod-dropped']
        : ['~', trans.__('Changed'), 'jp-mod-changed'];
  return (
    <tr>
      <td>
        <span className={`jp-GlueDiff-mark ${modifier}`}>
          <span aria-hidden="true">{mark} </span>
          {text}
        </span>
      </td>
      <td>{areas[change.area]}</td>
      <td>{change.name === '*' ? trans.__('order') : change.name}</td>
      <td>
        <code>{change.before ?? ''}</code>
      </td>
      <td>
        <code>{change.after ?? ''}</code>
      </td>
    </tr>
  );
}

namespace Private {
  /** The archived versions and the current one, newest first. */
  export function newestFirst(
    kept: readonly ITableVersion[],
    table: ITable
  ): IKnownVersion[] {
    const now = { Table: table, VersionId: table.VersionId };
    const byId = new Map(
      [...kept, now].flatMap(known).map(one => [one.id, one] as const)
    );
    return [...byId.values()].sort((a, b) => Number(b.id) - Number(a.id));
  }

  function known(version: ITableVersion): IKnownVersion[] {
    const id = version.VersionId ?? version.Table?.VersionId;
    return id === undefined || !version.Table
      ? []
      : [{ id, table: version.Table }];
  }
}
