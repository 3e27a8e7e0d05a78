import * as React from 'react';

import type { IColumnProfile, IProfile } from '../api/routes';
import { parseType } from '../catalog/types';
import { typeIcons } from '../icons';
import { Empty, Failure, Loading } from '../states';
import { useTrans } from '../translation';
import { cellText } from './cells';
import type { TableModel } from './model';

/** What the columns hold: how much is missing, how varied it is, and how it is spread. */
export function ProfileView({
  model
}: {
  model: TableModel;
}): React.JSX.Element {
  const trans = useTrans();
  const { value, error, isRunning } = model.profile;
  const run = () => void model.runProfile();
  if (error !== null) {
    return (
      <Failure
        title={trans.__('The profile could not be made')}
        message={error}
        onRetry={run}
      />
    );
  }
  if (isRunning) {
    return (
      <>
        <div className="jp-GlueTable-bar">
          <button
            className="jp-mod-styled jp-mod-small jp-mod-warn"
            onClick={() => model.profile.cancel()}
          >
            {trans.__('Cancel')}
          </button>
        </div>
        <Loading lines={12} />
      </>
    );
  }
  if (value === null) {
    return (
      <Empty
        title={trans.__('See what the columns hold')}
        text={trans.__(
          'Missing and distinct values, the smallest, the largest and the most frequent, from a sample, without Spark.'
        )}
        action={{ label: trans.__('Make profile'), run }}
      />
    );
  }
  return <Profile profile={value} partition={model.partition} onRun={run} />;
}

function Profile(props: {
  profile: IProfile;
  partition: Record<string, string> | null;
  onRun: () => void;
}): React.JSX.Element {
  const trans = useTrans();
  const { columns, sampled } = props.profile;
  const rows = trans._n('%1 row', '%1 rows', sampled.rows);
  const files = trans._n('%1 file', '%1 files', sampled.of_files);
  return (
    <>
      <div className="jp-GlueTable-bar">
        <button className="jp-mod-styled jp-mod-small" onClick={props.onRun}>
          {trans.__('Make again')}
        </button>
        <span className="jp-GlueTable-count" role="status">
          {trans.__('From %1 of %2: %3', rows, files, sampled.method)}
        </span>
      </div>
      <div
        className="jp-GlueTable-scroll"
        tabIndex={0}
        role="group"
        aria-label={trans.__('Profile')}
      >
        <table className="jp-GlueGrid jp-mod-profile">
          <thead>
            <tr>
              <th scope="col">{trans.__('Column')}</th>
              <th scope="col">{trans.__('Spread')}</th>
              <th scope="col">{trans.__('Missing')}</th>
              <th scope="col">{trans.__('Distinct')}</th>
              <th scope="col">{trans.__('Smallest')}</th>
              <th scope="col">{trans.__('Largest')}</th>
              <th scope="col">{trans.__('Most frequent')}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(column => (
              <ColumnLine key={column.name} column={column} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ColumnLine({ column }: { column: IColumnProfile }): React.JSX.Element {
  const trans = useTrans();
  const Icon = typeIcons[parseType(column.type).family];
  const share = column.rows === 0 ? 0 : column.nulls / column.rows;
  return (
    <tr>
      <th scope="row">
        <span className="jp-GlueGrid-name">
          <Icon.react
            tag="span"
            className="jp-GlueGrid-icon"
            aria-hidden="true"
          />
          {column.name}
        </span>
        <code title={column.type}>{column.type}</code>
      </th>
      <td>
        <Histogram column={column} />
      </td>
      <td>
        <Meter share={share} />
        {Private.percent(share)}
      </td>
      <td className="jp-mod-number">
        {column.distinct === null
          ? '–'
          : column.distinct_is_approximate
            ? trans.__('about %1', column.distinct)
            : column.distinct}
      </td>
      <td className="jp-mod-value">{Private.bound(column.min)}</td>
      <td className="jp-mod-value">{Private.bound(column.max)}</td>
      <td>
        <Frequent column={column} />
      </td>
    </tr>
  );
}

function Meter({ share }: { share: number }): React.JSX.Element {
  return (
    <span className="jp-GlueProfile-meter" aria-hidden="true">
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}

function Frequent({ column }: { column: IColumnProfile }): React.JSX.Element {
  return (
    <ul className="jp-GlueProfile-top">
      {column.top.map((entry, index) => (
        <li key={index}>
          <span className="jp-mod-value" title={cellText(entry.value)}>
            {cellText(entry.value)}
          </span>
          <span className="jp-GlueTable-count">
            {Private.percent(column.rows === 0 ? 0 : entry.count / column.rows)}
          </span>
        </li>
      ))}
    </ul>
  );
}

const BAR = 12;
const HEIGHT = 40;

function Histogram({
  column
}: {
  column: IColumnProfile;
}): React.JSX.Element | null {
  const trans = useTrans();
  const { histogram } = column;
  if (histogram.length === 0) {
    return null;
  }
  const highest = Math.max(1, ...histogram.map(bin => bin.count));
  const label = trans.__(
    'Spread of %1 from %2 to %3',
    column.name,
    histogram[0]?.low ?? '',
    histogram[histogram.length - 1]?.high ?? ''
  );
  return (
    <svg
      className="jp-GlueProfile-histogram"
      role="img"
      aria-label={label}
      width={histogram.length * BAR}
      height={HEIGHT}
    >
      {histogram.map((bin, index) => {
        const height = Math.max(
          bin.count > 0 ? 1 : 0,
          (bin.count / highest) * HEIGHT
        );
        return (
          <rect
            key={index}
            x={index * BAR}
            y={HEIGHT - height}
            width={BAR - 2}
            height={height}
          >
            <title>
              {trans.__('%1 to %2: %3', bin.low, bin.high, bin.count)}
            </title>
          </rect>
        );
      })}
    </svg>
  );
}

namespace Private {
  export function percent(share: number): string {
    const percents = share * 100;
    return percents > 0 && percents < 0.1 ? '<0.1%' : `${percents.toFixed(1)}%`;
  }

  export function bound(value: IColumnProfile['min']): string {
    return value === null ? '–' : cellText(value);
  }
}
