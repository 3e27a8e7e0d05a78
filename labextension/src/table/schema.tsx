import {
  caretDownIcon,
  caretRightIcon,
  InputGroup
} from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IColumn, ITable } from '../api/shapes';
import { formatCount } from '../format';
import { keyIcon, typeIcons } from '../icons';
import { Empty } from '../states';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';
import { type ISchemaRow, schemaRows } from './columns';
import { EditableText } from './editable';
import { LongTable, widthOf } from './longtable';
import type { TableModel } from './model';
import { EditableType, type ITypes } from './typefield';

const LINE_HEIGHT = 33;

interface ISchemaProps {
  model: TableModel;
  table: ITable;
  actions: IPageActions;
}

/** The schema tab: columns with types and comments that can be edited in place. */
export function SchemaView(props: ISchemaProps): React.JSX.Element {
  const { model, table } = props;
  const trans = useTrans();
  const [filter, setFilter] = React.useState('');
  const [expanded, setExpanded] = React.useState<ReadonlySet<string>>(
    new Set()
  );
  const rows = React.useMemo(
    () => schemaRows(table, { filter, expanded }),
    [table, filter, expanded]
  );
  const widths = React.useMemo(() => Private.widths(rows), [rows]);
  const count = rows.filter(row => row.depth === 0).length;
  const isFocused = (row: ISchemaRow) =>
    row.depth === 0 && row.name === model.column;

  const toggle = (key: string) => {
    const next = new Set(expanded);
    if (!next.delete(key)) {
      next.add(key);
    }
    setExpanded(next);
  };

  const edit = (name: string, change: Partial<IColumn>) =>
    model.editColumn(name, change).catch(props.actions.complain);

  return (
    <>
      <div className="jp-GlueTable-bar">
        <InputGroup
          type="search"
          rightIcon="ui-components:search"
          aria-label={trans.__('Find a column')}
          placeholder={trans.__('Find a column')}
          value={filter}
          onChange={event => setFilter(event.currentTarget.value)}
        />
        <span className="jp-GlueTable-count" role="status">
          {trans._n('%2 column', '%2 columns', count, formatCount(count))}
        </span>
      </div>
      {rows.length === 0 ? (
        <Empty title={trans.__('No matching columns')} />
      ) : (
        <LongTable
          label={trans.__('Schema')}
          headings={[trans.__('Name'), trans.__('Type'), trans.__('Comment')]}
          widths={widths}
          lines={rows}
          keyOf={row => row.key}
          lineHeight={LINE_HEIGHT}
          goTo={rows.findIndex(isFocused)}
          lineProps={row =>
            isFocused(row) ? { className: 'jp-mod-found' } : {}
          }
        >
          {row => (
            <SchemaCells
              row={row}
              types={model}
              onToggle={() => toggle(row.key)}
              onEdit={change => edit(row.name, change)}
            />
          )}
        </LongTable>
      )}
    </>
  );
}

function SchemaCells(props: {
  row: ISchemaRow;
  types: ITypes;
  onToggle: () => void;
  onEdit: (change: Partial<IColumn>) => Promise<void>;
}): React.JSX.Element {
  const { row } = props;
  const trans = useTrans();
  const Icon = typeIcons[row.type.family];
  const isEditable = row.depth === 0;
  return (
    <>
      <td style={{ paddingInlineStart: `${8 + row.depth * 18}px` }}>
        <span className="jp-GlueGrid-name">
          {row.expandable ? (
            <Caret
              name={row.name}
              isOpen={row.expanded}
              onToggle={props.onToggle}
            />
          ) : (
            <span className="jp-GlueGrid-caret" />
          )}
          <Icon.react
            tag="span"
            className="jp-GlueGrid-icon"
            aria-hidden="true"
          />
          <span className="jp-GlueGrid-label" title={row.name}>
            {row.name}
          </span>
          {row.partitionKey && (
            <span className="jp-GlueTable-badge">
              <keyIcon.react tag="span" aria-hidden="true" />
              {trans.__('partition key')}
            </span>
          )}
        </span>
      </td>
      <td>
        {isEditable ? (
          <EditableType
            label={trans.__('Type of %1', row.name)}
            value={row.type.text}
            types={props.types}
            onSave={Type => props.onEdit({ Type })}
          />
        ) : (
          <code title={row.type.text}>{row.type.text}</code>
        )}
      </td>
      <td>
        {isEditable && (
          <EditableText
            label={trans.__('Comment of %1', row.name)}
            value={row.comment}
            onSave={Comment => props.onEdit({ Comment })}
          />
        )}
      </td>
    </>
  );
}

function Caret(props: {
  name: string;
  isOpen: boolean;
  onToggle: () => void;
}): React.JSX.Element {
  const trans = useTrans();
  const Icon = props.isOpen ? caretDownIcon : caretRightIcon;
  return (
    <button
      className="jp-GlueGrid-caret"
      aria-expanded={props.isOpen}
      aria-label={trans.__('Nested fields of %1', props.name)}
      onClick={props.onToggle}
    >
      <Icon.react tag="span" />
    </button>
  );
}

namespace Private {
  const INDENT = 3;
  const KEY_MARK = 14;

  /** Column widths that stay fixed while scrolling. */
  export function widths(rows: readonly ISchemaRow[]): string[] {
    const names = rows.map(
      row =>
        row.name +
        ' '.repeat(row.depth * INDENT + (row.partitionKey ? KEY_MARK : 0))
    );
    const types = rows.map(row => row.type.text);
    return [
      widthOf(names, { least: 16, most: 44, extra: 84 }),
      widthOf(types, { least: 16, most: 56, extra: 64 }),
      'auto'
    ];
  }
}
