import * as React from 'react';

import type { IColumnChange, ICrawl, ITableChange } from '../api/routes';
import { useTrans } from '../translation';
import { formatCount } from '../format';
import { LongTable, widthOf } from '../table/longtable';
import { ChangeChip } from './status';
import { changesText, formatOf, isEmpty } from './told';

const SHOWN_COLUMNS = 8;
const LINE_HEIGHT = 33;

/** The changes of a crawl or a dry run, table by table. */
export function Difference(props: {
  crawl: ICrawl;
  onOpenTable: ((table: string) => void) | null;
}): React.JSX.Element {
  const trans = useTrans();
  const { changes, warnings } = props.crawl.result ?? {
    changes: [],
    warnings: []
  };
  const told = changes.filter(Private.isWorthTelling);
  return (
    <>
      <p className="jp-GlueCrawl-summary" role="status">
        <Summary crawl={props.crawl} />
      </p>
      {warnings.length > 0 && (
        <details className="jp-GlueCrawl-warnings">
          <summary>
            {trans._n(
              '%2 warning',
              '%2 warnings',
              warnings.length,
              formatCount(warnings.length)
            )}
          </summary>
          <ul>
            {warnings.map((warning, index) => (
              <li key={index}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
      {told.length > 0 && (
        <LongTable
          label={trans.__('Changes')}
          className="jp-mod-changes"
          headings={[
            trans.__('Table'),
            trans.__('Change'),
            trans.__('Format'),
            trans.__('Files'),
            trans.__('Columns and properties'),
            trans.__('Partitions'),
            trans.__('Notes')
          ]}
          widths={Private.widths(told)}
          lines={told}
          keyOf={Private.keyOf}
          lineHeight={LINE_HEIGHT}
        >
          {change => (
            <ChangeCells change={change} onOpenTable={props.onOpenTable} />
          )}
        </LongTable>
      )}
    </>
  );
}

function Summary({ crawl }: { crawl: ICrawl }): React.JSX.Element {
  const trans = useTrans();
  const result = crawl.result;
  if (result === null) {
    return <>{trans.__('The crawl reported no result.')}</>;
  }
  const changes = changesText(
    {
      added: result.tables_created,
      changed: result.tables_updated,
      removed: result.tables_deleted
    },
    {
      added: result.partitions_created,
      changed: result.partitions_updated,
      removed: result.partitions_deleted
    },
    trans
  );
  if (changes) {
    return <>{changes}</>;
  }
  return isEmpty(crawl) ? (
    <>{trans.__('No tables found. There are no files to crawl.')}</>
  ) : (
    <>{trans.__('No changes. The catalog is up to date.')}</>
  );
}

function ChangeCells(props: {
  change: ITableChange;
  onOpenTable: ((table: string) => void) | null;
}): React.JSX.Element {
  const { change, onOpenTable } = props;
  return (
    <>
      <th scope="row" title={change.table}>
        {onOpenTable && change.action !== 'delete' ? (
          <button
            className="jp-GlueCrawl-link"
            onClick={() => onOpenTable(change.table)}
          >
            {change.table}
          </button>
        ) : (
          change.table
        )}
      </th>
      <td>
        <ChangeChip action={change.action} />
      </td>
      <td title={formatOf(change)}>{formatOf(change) || '–'}</td>
      <td className="jp-mod-number">
        {change.files === null ? '–' : formatCount(change.files)}
      </td>
      <td>
        <Columns
          columns={[...change.columns, ...change.properties]}
          isNew={change.action === 'create'}
        />
      </td>
      <td>
        <Partitions change={change} />
      </td>
      <td>{change.notes.join(' ')}</td>
    </>
  );
}

function Columns(props: {
  columns: readonly IColumnChange[];
  isNew: boolean;
}): React.JSX.Element {
  const { columns, isNew } = props;
  const trans = useTrans();
  const [isAll, setIsAll] = React.useState(false);
  const shown = isAll ? columns : columns.slice(0, SHOWN_COLUMNS);
  const more = columns.length - shown.length;
  return (
    <>
      <ul className="jp-GlueCrawl-columns">
        {shown.map(({ name, before, after }) => (
          <li key={name}>
            {name}{' '}
            <code>
              {before !== null && after !== null
                ? trans.__('%1 → %2', before, after)
                : (after ?? before)}
            </code>
            {before === null && !isNew && <em> {trans.__('added')}</em>}
            {after === null && <em> {trans.__('removed')}</em>}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button className="jp-GlueCrawl-link" onClick={() => setIsAll(true)}>
          {trans.__('Show %1 more', formatCount(more))}
        </button>
      )}
    </>
  );
}

function Partitions({ change }: { change: ITableChange }): React.JSX.Element {
  const trans = useTrans();
  const parts = [
    change.partitions_added > 0
      ? trans.__('%1 added', formatCount(change.partitions_added))
      : '',
    change.partitions_updated > 0
      ? trans.__('%1 changed', formatCount(change.partitions_updated))
      : '',
    change.partitions_deleted > 0
      ? trans.__('%1 removed', formatCount(change.partitions_deleted))
      : ''
  ];
  return <>{parts.filter(part => part !== '').join(', ') || '–'}</>;
}

namespace Private {
  export const keyOf = (change: ITableChange): string => change.table;

  /** Column widths that stay fixed while scrolling. */
  export function widths(changes: readonly ITableChange[]): string[] {
    const names = changes.map(keyOf);
    const formats = changes.map(formatOf);
    const hasNotes = changes.some(({ notes }) => notes.length > 0);
    return [
      widthOf(names, { least: 12, most: 32, extra: 32 }),
      '132px',
      widthOf(formats, { least: 8, most: 20, extra: 24 }),
      'calc(7ch + 24px)',
      'auto',
      'calc(11ch + 24px)',
      hasNotes ? 'calc(24ch + 24px)' : 'calc(6ch + 24px)'
    ];
  }

  export function isWorthTelling(change: ITableChange): boolean {
    return (
      change.action !== 'keep' ||
      change.notes.length > 0 ||
      change.partitions_added > 0 ||
      change.partitions_updated > 0 ||
      change.partitions_deleted > 0
    );
  }
}
