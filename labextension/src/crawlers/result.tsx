import * as React from 'react';

import type { IColumnChange, ICrawl, ITableChange } from '../api/routes';
import { useTrans } from '../translation';
import type { FollowedCrawl } from './follow';
import { changesText, isEmpty } from './told';

const SHOWN_COLUMNS = 8;

/** Progress of a crawl, also announced to screen readers. */
export function CrawlProgress(props: {
  followed: FollowedCrawl;
  label: string;
}): React.JSX.Element {
  const { followed, label } = props;
  const trans = useTrans();
  const isStopping = followed.crawl?.is_stopping ?? false;
  return (
    <div className="jp-GlueCrawl-progress" role="status" aria-label={label}>
      <progress aria-label={label} />
      <span>
        {isStopping ? trans.__('Stopping…') : label}{' '}
        <ProgressText crawl={followed.crawl} />
      </span>
      <button
        className="jp-mod-styled jp-mod-small jp-mod-warn"
        disabled={isStopping}
        onClick={() => void followed.stop()}
      >
        {trans.__('Stop')}
      </button>
    </div>
  );
}

/** The counts of a running crawl. */
export function ProgressText(props: {
  crawl: ICrawl | null | undefined;
}): React.JSX.Element {
  const trans = useTrans();
  const {
    listed = 0,
    classified = 0,
    tables = 0
  } = props.crawl?.progress ?? {};
  return (
    <span className="jp-GlueTable-count">
      {trans.__(
        'Files found: %1 · Files read: %2 · Tables: %3',
        listed.toLocaleString(),
        classified.toLocaleString(),
        tables.toLocaleString()
      )}
    </span>
  );
}

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
            {trans._n('%1 warning', '%1 warnings', warnings.length)}
          </summary>
          <ul>
            {warnings.map((warning, index) => (
              <li key={index}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
      {told.length > 0 && (
        <div
          className="jp-GlueTable-scroll"
          tabIndex={0}
          role="group"
          aria-label={trans.__('Changes')}
        >
          <table className="jp-GlueGrid">
            <thead>
              <tr>
                <th scope="col">{trans.__('Table')}</th>
                <th scope="col">{trans.__('Change')}</th>
                <th scope="col">{trans.__('Columns and properties')}</th>
                <th scope="col">{trans.__('Partitions')}</th>
                <th scope="col">{trans.__('Notes')}</th>
              </tr>
            </thead>
            <tbody>
              {told.map(change => (
                <ChangeLine
                  key={change.table}
                  change={change}
                  onOpenTable={props.onOpenTable}
                />
              ))}
            </tbody>
          </table>
        </div>
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

function ChangeLine(props: {
  change: ITableChange;
  onOpenTable: ((table: string) => void) | null;
}): React.JSX.Element {
  const { change, onOpenTable } = props;
  const trans = useTrans();
  const words: Record<ITableChange['action'], string> = {
    create: trans.__('New'),
    update: trans.__('Changed'),
    deprecate: trans.__('Deprecated'),
    delete: trans.__('Removed'),
    keep: trans.__('Unchanged')
  };
  return (
    <tr>
      <th scope="row">
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
        <span className={`jp-GlueTable-badge jp-mod-${change.action}`}>
          {words[change.action]}
        </span>
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
    </tr>
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
          {trans._n('Show %1 more', 'Show %1 more', more)}
        </button>
      )}
    </>
  );
}

function Partitions({ change }: { change: ITableChange }): React.JSX.Element {
  const trans = useTrans();
  const parts = [
    change.partitions_added > 0
      ? trans.__('%1 added', change.partitions_added)
      : '',
    change.partitions_updated > 0
      ? trans.__('%1 changed', change.partitions_updated)
      : '',
    change.partitions_deleted > 0
      ? trans.__('%1 removed', change.partitions_deleted)
      : ''
  ];
  return <>{parts.filter(part => part !== '').join(', ') || '–'}</>;
}

namespace Private {
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
