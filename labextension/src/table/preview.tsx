import {
  closeIcon,
  copyIcon,
  InputGroup,
  UseSignal
} from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IPreview } from '../api/routes';
import type { ITable } from '../api/shapes';
import { formatCount } from '../format';
import { Empty, Loading } from '../states';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';
import { cellDetail, sizeText } from './cells';
import { RowGrid } from './grid';
import type { TableModel } from './model';
import type { RowsModel } from './rowsmodel';
import { Unreadable } from './unreadable';

interface IPreviewProps {
  model: TableModel;
  table: ITable;
  actions: IPageActions;
}

/** The preview tab: the first rows of the table, read without Spark. */
export function PreviewView(props: IPreviewProps): React.JSX.Element {
  const { preview, rows } = props.model;
  return (
    <UseSignal signal={rows.stateChanged}>
      {() => (
        <>
          <PreviewBar {...props} />
          <PreviewBody {...props} />
          {preview.value !== null && rows.isOpen && (
            <CellViewer rows={rows} onCopy={props.actions.copy} />
          )}
        </>
      )}
    </UseSignal>
  );
}

function PreviewBar(props: IPreviewProps): React.JSX.Element {
  const { model, table } = props;
  const trans = useTrans();
  const isPartitioned = (table.PartitionKeys ?? []).length > 0;
  const chosen = Object.entries(model.partition ?? {});
  return (
    <div className="jp-GlueTable-bar">
      {isPartitioned && (
        <>
          <span>
            {chosen.length === 0
              ? trans.__('All partitions')
              : chosen.map(([key, value]) => `${key}=${value}`).join(' / ')}
          </span>
          <button
            className="jp-mod-styled jp-mod-small"
            onClick={() => model.openTab('partitions')}
          >
            {trans.__('Choose a partition')}
          </button>
          {chosen.length > 0 && (
            <button
              className="jp-mod-styled jp-mod-small"
              onClick={() => void model.previewPartition(null)}
            >
              {trans.__('Show all')}
            </button>
          )}
        </>
      )}
      {model.preview.isRunning ? (
        <button
          className="jp-mod-styled jp-mod-small jp-mod-warn"
          onClick={() => model.preview.cancel()}
        >
          {trans.__('Cancel')}
        </button>
      ) : (
        <button
          className="jp-mod-styled jp-mod-small"
          onClick={() => void model.runPreview()}
        >
          {trans.__('Refresh')}
        </button>
      )}
      {model.preview.value && (
        <>
          <button
            className="jp-mod-styled jp-mod-small"
            title={trans.__('Save the shown rows as a CSV file')}
            disabled={model.rows.shown.length === 0}
            onClick={props.actions.exportRows}
          >
            {trans.__('Export CSV')}
          </button>
          <InputGroup
            type="search"
            rightIcon="ui-components:search"
            aria-label={trans.__('Filter rows')}
            placeholder={trans.__('Filter rows')}
            value={model.rows.filter}
            onChange={event => model.rows.filterBy(event.currentTarget.value)}
          />
          <Facts preview={model.preview.value} rows={model.rows} />
        </>
      )}
    </div>
  );
}

function Facts(props: {
  preview: IPreview;
  rows: RowsModel;
}): React.JSX.Element {
  const { preview } = props;
  const trans = useTrans();
  const matching = trans._n(
    '%2 of %3 row matches',
    '%2 of %3 rows match',
    props.rows.total,
    formatCount(props.rows.shown.length),
    formatCount(props.rows.total)
  );
  const rows = trans._n(
    '%2 row',
    '%2 rows',
    preview.rows.length,
    formatCount(preview.rows.length)
  );
  const files = trans._n(
    '%2 file',
    '%2 files',
    preview.files_read,
    formatCount(preview.files_read)
  );
  return (
    <span className="jp-GlueTable-count" role="status">
      {props.rows.isFiltered ? `${matching} · ` : ''}
      {preview.truncated
        ? trans.__('Showing the first %1 from %2', rows, files)
        : trans.__('All %1 from %2', rows, files)}
      {` · ${sizeText(preview.bytes_read)} · ${preview.elapsed_ms} ms`}
      {preview.note ? ` · ${preview.note}` : ''}
    </span>
  );
}

function PreviewBody(props: IPreviewProps): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const { value, error, isRunning } = model.preview;
  if (error !== null) {
    return (
      <Unreadable
        title={trans.__('Can’t preview this table')}
        task={model.preview}
        actions={props.actions}
        onRetry={() => void model.runPreview()}
      />
    );
  }
  if (isRunning) {
    return <Loading lines={12} />;
  }
  if (value === null) {
    return (
      <Empty
        title={trans.__('Preview canceled')}
        action={{
          label: trans.__('Load preview'),
          run: () => void model.runPreview()
        }}
      />
    );
  }
  if (value.rows.length === 0) {
    return (
      <Empty
        title={trans.__('No rows')}
        text={trans.__('No files, or the files contain no rows.')}
      />
    );
  }
  if (model.rows.shown.length === 0) {
    return (
      <Empty
        title={trans.__('No results for “%1”', model.rows.filter.trim())}
        action={{
          label: trans.__('Clear filter'),
          run: () => model.rows.filterBy('')
        }}
      />
    );
  }
  return <RowGrid label={trans.__('Preview')} model={model.rows} />;
}

/** Shows the cell with the focus in full. */
function CellViewer(props: {
  rows: RowsModel;
  onCopy: (text: string) => void;
}): React.JSX.Element {
  const { rows } = props;
  const trans = useTrans();
  const { row, column } = rows.selection.cursor;
  const { name, type } = rows.columns[column] ?? { name: '', type: '' };
  const text = cellDetail(rows.value);
  const title = trans.__('%1, row %2', name, row + 1);
  return (
    <section className="jp-GlueTable-viewer" aria-label={title}>
      <div className="jp-GlueTable-viewerBar">
        <strong>{title}</strong>
        <code>{type}</code>
        <button
          className="jp-GlueGrid-caret"
          aria-label={trans.__('Copy value')}
          title={trans.__('Copy value')}
          onClick={() => props.onCopy(text)}
        >
          <copyIcon.react tag="span" />
        </button>
        <button
          className="jp-GlueGrid-caret"
          aria-label={trans.__('Close')}
          title={trans.__('Close')}
          onClick={() => rows.close()}
        >
          <closeIcon.react tag="span" />
        </button>
      </div>
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
