import * as React from 'react';

import type { Cell, IColumnProfile, IProfile } from '../api/routes';
import { parseType } from '../catalog/types';
import { formatCount, formatNumber, formatPercent } from '../format';
import { typeIcons } from '../icons';
import { Empty, Loading } from '../states';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';
import { cellText } from './cells';
import { LongTable, widthOf } from './longtable';
import type { TableModel } from './model';
import { Unreadable } from './unreadable';

const LINE_HEIGHT = 73;
/** The server's sampling method if it has read everything. */
const ALL_ROWS = 'all rows';
/** Number of histogram bins from the server, and their size in pixels. */
const BINS = 12;
const BAR = 8;
const HEIGHT = 40;

/** The profile tab: missing values, distinct values, and distribution of each column. */
export function ProfileView({
  model,
  actions
}: {
  model: TableModel;
  actions: IPageActions;
}): React.JSX.Element {
  const trans = useTrans();
  const { value, error, isRunning } = model.profile;
  const run = () => void model.runProfile();
  if (error !== null) {
    return (
      <Unreadable
        title={trans.__('Can’t profile this table')}
        task={model.profile}
        actions={actions}
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
        title={trans.__('Profile this table')}
        text={trans.__(
          'See missing and distinct values, the distribution, mean, standard deviation, and quantiles of each column. The profile uses a sample of large tables and doesn’t need Spark.'
        )}
        action={{ label: trans.__('Run profile'), run }}
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
  const rows = trans._n(
    '%2 row',
    '%2 rows',
    sampled.rows,
    formatCount(sampled.rows)
  );
  const files = trans._n(
    '%2 file',
    '%2 files',
    sampled.of_files,
    formatCount(sampled.of_files)
  );
  const widths = React.useMemo(() => Private.widths(columns), [columns]);
  const isSample = sampled.method !== ALL_ROWS;
  return (
    <>
      <div className="jp-GlueTable-bar">
        <button className="jp-mod-styled jp-mod-small" onClick={props.onRun}>
          {trans.__('Refresh')}
        </button>
        <span className="jp-GlueTable-count" role="status">
          {isSample
            ? trans.__('Sample: %1 (%2)', rows, sampled.method)
            : trans.__('All %1 from %2', rows, files)}
        </span>
      </div>
      <LongTable
        label={trans.__('Profile')}
        className="jp-mod-profile"
        headings={[
          trans.__('Column'),
          trans.__('Distribution'),
          trans.__('Missing'),
          isSample ? trans.__('Distinct in sample') : trans.__('Distinct'),
          trans.__('Min, max'),
          trans.__('Mean, std. dev.'),
          trans.__('Quantiles'),
          trans.__('Most frequent')
        ]}
        widths={widths}
        lines={columns}
        keyOf={column => column.name}
        lineHeight={LINE_HEIGHT}
      >
        {column => <ColumnCells column={column} />}
      </LongTable>
    </>
  );
}

function ColumnCells({
  column
}: {
  column: IColumnProfile;
}): React.JSX.Element {
  const trans = useTrans();
  const Icon = typeIcons[parseType(column.type).family];
  const share = column.rows === 0 ? 0 : column.nulls / column.rows;
  return (
    <>
      <th scope="row">
        <span className="jp-GlueGrid-name">
          <Icon.react
            tag="span"
            className="jp-GlueGrid-icon"
            aria-hidden="true"
          />
          <span className="jp-GlueGrid-label" title={column.name}>
            {column.name}
          </span>
        </span>
        <code title={column.type}>{column.type}</code>
      </th>
      <td>
        <Histogram column={column} />
      </td>
      <td>
        <Meter share={share} />
        {formatPercent(share)}
      </td>
      <td className="jp-mod-number">
        {column.distinct === null
          ? '–'
          : column.distinct_is_approximate
            ? trans.__('about %1', formatCount(column.distinct))
            : formatCount(column.distinct)}
      </td>
      <td className="jp-mod-number">
        <Bound value={column.min} column={column} />
        {column.max !== null && <Bound value={column.max} column={column} />}
      </td>
      <td className="jp-mod-number">
        <Bound value={column.mean} column={column} />
        {column.stddev !== null && (
          <span className="jp-GlueProfile-bound">
            {`± ${Private.text(column.stddev, column)}`}
          </span>
        )}
      </td>
      <td className="jp-mod-number">
        <Quantiles column={column} />
      </td>
      <td>
        <Frequent column={column} />
      </td>
    </>
  );
}

function Bound(props: {
  value: Cell;
  column: IColumnProfile;
}): React.JSX.Element {
  const { value, column } = props;
  return (
    <span
      className="jp-GlueProfile-bound jp-mod-value"
      title={value === null ? undefined : cellText(value)}
    >
      {value === null ? '–' : Private.text(value, column)}
    </span>
  );
}

function Quantiles({ column }: { column: IColumnProfile }): React.JSX.Element {
  if (column.quantiles.length === 0) {
    return <>–</>;
  }
  return (
    <ul className="jp-GlueProfile-top">
      {column.quantiles.map(({ share, value }) => (
        <li key={share}>
          <span className="jp-GlueTable-count">{`${share * 100}%`}</span>
          <span title={cellText(value)}>{formatNumber(value)}</span>
        </li>
      ))}
    </ul>
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
            {Private.text(entry.value, column)}
          </span>
          <span className="jp-GlueTable-count">
            {formatPercent(column.rows === 0 ? 0 : entry.count / column.rows)}
          </span>
        </li>
      ))}
    </ul>
  );
}

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
    'Distribution of %1 from %2 to %3',
    column.name,
    Private.text(histogram[0]?.low ?? '', column),
    Private.text(histogram[histogram.length - 1]?.high ?? '', column)
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
              {trans.__(
                '%1 to %2: %3',
                Private.text(bin.low, column),
                Private.text(bin.high, column),
                formatCount(bin.count)
              )}
            </title>
          </rect>
        );
      })}
    </svg>
  );
}

namespace Private {
  /** Column widths that stay fixed while scrolling. */
  export function widths(columns: readonly IColumnProfile[]): string[] {
    const limits = { least: 10, most: 24, extra: 24 };
    const names = columns.map(column => column.name);
    const bounds = columns.flatMap(column =>
      [column.min, column.max].map(value => text(value, column))
    );
    const means = columns.flatMap(column =>
      [column.mean, column.stddev].map(value => text(value, column))
    );
    const quantiles = columns.flatMap(column =>
      column.quantiles.map(({ value }) => formatNumber(value))
    );
    const top = columns.flatMap(column =>
      column.top.map(each => text(each.value, column))
    );
    return [
      widthOf(names, { least: 12, most: 26, extra: 54 }),
      `${BINS * BAR + 24}px`,
      '108px',
      'calc(13ch + 24px)',
      widthOf(bounds, limits),
      widthOf(means, { least: 10, most: 16, extra: 40 }),
      widthOf(quantiles, { least: 6, most: 14, extra: 68 }),
      widthOf(top, { ...limits, extra: 84 })
    ];
  }

  /** Format a value of a column; only the numbers of number columns are numbers. */
  export function text(value: Cell, column: IColumnProfile): string {
    const isNumber = parseType(column.type).family === 'number';
    if (isNumber && typeof value === 'number') {
      return formatNumber(value);
    }
    // Integers that JavaScript's numbers can't represent are sent as text.
    const isWhole = typeof value === 'string' && /^-?\d{16,}$/.test(value);
    return isNumber && isWhole ? formatCount(BigInt(value)) : cellText(value);
  }
}
