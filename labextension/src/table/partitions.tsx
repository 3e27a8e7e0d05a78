import { InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IPartition, ITable } from '../api/shapes';
import { formatMoment } from '../format';
import { Empty, Loading } from '../states';
import { useTrans } from '../translation';
import { partitionOf } from './cells';
import type { TableModel } from './model';

interface IPartitionsProps {
  model: TableModel;
  table: ITable;
}

/** The partitions tab, with a filter expression as in GetPartitions. */
export function PartitionsView({
  model,
  table
}: IPartitionsProps): React.JSX.Element {
  const trans = useTrans();
  const keys = (table.PartitionKeys ?? []).map(key => key.Name);
  if (keys.length === 0) {
    return (
      <Empty
        title={trans.__('This table isn’t partitioned')}
        text={trans.__('Queries read all of its files.')}
      />
    );
  }
  return (
    <>
      <ExpressionBox
        key={model.expression}
        model={model}
        example={keys[0] ?? ''}
      />
      <PartitionsBody model={model} keys={keys} />
    </>
  );
}

function ExpressionBox(props: {
  model: TableModel;
  example: string;
}): React.JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const id = React.useId();
  const [expression, setExpression] = React.useState(model.expression);
  const error = model.partitions.error;
  return (
    <form
      className="jp-GlueTable-bar"
      onSubmit={event => {
        event.preventDefault();
        void model.loadPartitions(expression);
      }}
    >
      <InputGroup
        className="jp-GlueTable-expression"
        aria-label={trans.__('Filter expression')}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : id}
        placeholder={trans.__(
          "Filter expression, for example %1 >= '2025'",
          props.example
        )}
        value={expression}
        onChange={event => setExpression(event.currentTarget.value)}
      />
      <button type="submit" className="jp-mod-styled jp-mod-small">
        {trans.__('Filter')}
      </button>
      {error !== null && (
        <p id={id} className="jp-GlueTable-problem" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}

function PartitionsBody(props: {
  model: TableModel;
  keys: readonly string[];
}): React.JSX.Element | null {
  const { model, keys } = props;
  const trans = useTrans();
  const { value, error, isRunning } = model.partitions;
  if (value === null) {
    return isRunning ? <Loading lines={10} /> : null;
  }
  if (value.partitions.length === 0 && error === null) {
    return (
      <Empty
        title={
          model.expression.trim() === ''
            ? trans.__('No partitions yet')
            : trans.__('No matching partitions')
        }
      />
    );
  }
  return (
    <div
      className="jp-GlueTable-scroll"
      tabIndex={0}
      role="group"
      aria-label={trans.__('Partitions')}
    >
      <table className="jp-GlueGrid">
        <thead>
          <tr>
            {keys.map(key => (
              <th key={key} scope="col">
                {key}
              </th>
            ))}
            <th scope="col">{trans.__('Location')}</th>
            <th scope="col">{trans.__('Created')}</th>
            <th scope="col">{trans.__('Actions')}</th>
          </tr>
        </thead>
        <tbody>
          {value.partitions.map(partition => (
            <PartitionLine
              key={JSON.stringify(partition.Values)}
              partition={partition}
              onPreview={() =>
                void model.previewPartition(
                  partitionOf(keys, partition.Values ?? [])
                )
              }
            />
          ))}
        </tbody>
      </table>
      {value.nextToken !== null && (
        <button
          className="jp-mod-styled jp-GlueTable-more"
          disabled={isRunning}
          onClick={() => void model.morePartitions()}
        >
          {trans.__('Show more partitions')}
        </button>
      )}
    </div>
  );
}

function PartitionLine(props: {
  partition: IPartition;
  onPreview: () => void;
}): React.JSX.Element {
  const {
    Values: values = [],
    StorageDescriptor,
    CreationTime
  } = props.partition;
  const trans = useTrans();
  return (
    <tr>
      {values.map((value, index) => (
        <td key={index}>{value}</td>
      ))}
      <td>
        <code>{StorageDescriptor?.Location}</code>
      </td>
      <td>{CreationTime ? formatMoment(CreationTime) : ''}</td>
      <td>
        <button
          className="jp-mod-styled jp-mod-small"
          aria-label={trans.__('Preview partition %1', values.join(' / '))}
          onClick={props.onPreview}
        >
          {trans.__('Preview')}
        </button>
      </td>
    </tr>
  );
}
