import { closeIcon, copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Cell, IPreview } from '../api/routes';
import type { ITable } from '../api/shapes';
import { Empty, Loading } from '../states';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';
import { cellDetail, sizeText } from './cells';
import { type IPlace, RowGrid } from './grid';
import type { TableModel } from './model';
import { Unreadable } from './unreadable';

interface IPreviewProps {
  model: TableModel;
  table: ITable;
  actions: IPageActions;
}

/** The preview tab: the first rows of the table, read without Spark. */
export function PreviewView(props: IPreviewProps): React.JSX.Element {
  const { model } = props;
  const [place, setPlace] = React.useState<IPlace | null>(null);
  const preview = model.preview.value;
  return (
    <>
      <PreviewBar {...props} />
      <PreviewBody {...props} place={place} onPlace={setPlace} />
      {preview !== null && place !== null && (
        <CellViewer
          preview={preview}
          place={place}
          onCopy={props.actions.copy}
          onClose={() => setPlace(null)}
        />
      )}
    </>
  );
}

function PreviewBar({ model, table }: IPreviewProps): React.JSX.Element {
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
      {model.preview.value && <Facts preview={model.preview.value} />}
    </div>
  );
}

function Facts({ preview }: { preview: IPreview }): React.JSX.Element {
  const trans = useTrans();
  const rows = trans._n(
    '%2 row',
    '%2 rows',
    preview.rows.length,
    preview.rows.length.toLocaleString()
  );
  const files = trans._n(
    '%2 file',
    '%2 files',
    preview.files_read,
    preview.files_read.toLocaleString()
  );
  return (
    <span className="jp-GlueTable-count" role="status">
      {preview.truncated
        ? trans.__('Showing the first %1 from %2', rows, files)
        : trans.__('All %1 from %2', rows, files)}
      {` · ${sizeText(preview.bytes_read)} · ${preview.elapsed_ms} ms`}
      {preview.note ? ` · ${preview.note}` : ''}
    </span>
  );
}

function PreviewBody(
  props: IPreviewProps & {
    place: IPlace | null;
    onPlace: (place: IPlace) => void;
  }
): React.JSX.Element {
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
  return (
    <RowGrid
      label={trans.__('Preview')}
      columns={value.columns}
      rows={value.rows}
      place={props.place}
      onPlace={props.onPlace}
    />
  );
}

function CellViewer(props: {
  preview: IPreview;
  place: IPlace;
  onCopy: (text: string) => void;
  onClose: () => void;
}): React.JSX.Element {
  const { preview, place } = props;
  const trans = useTrans();
  const column = preview.columns[place.column];
  const value: Cell = preview.rows[place.row]?.[place.column] ?? null;
  const text = cellDetail(value);
  const title = trans.__('%1, row %2', column?.name ?? '', place.row + 1);
  return (
    <section className="jp-GlueTable-viewer" aria-label={title}>
      <div className="jp-GlueTable-viewerBar">
        <strong>{title}</strong>
        <code>{column?.type}</code>
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
          onClick={props.onClose}
        >
          <closeIcon.react tag="span" />
        </button>
      </div>
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
