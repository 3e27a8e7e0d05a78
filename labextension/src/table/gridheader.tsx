import * as React from 'react';

import { useTrans } from '../translation';
import type { IRowColumn } from './rowsmodel';
import type { ISort } from './roworder';
import { HEADER } from './selection';

interface IColumnHeaderProps {
  column: IRowColumn;
  index: number;
  left: number;
  width: number;
  isNumber: boolean;
  isCursor: boolean;
  sort: ISort | null;
  onSort: () => void;
  /** Change the width, in pixels. */
  onResize: (width: number) => void;
  onFit: () => void;
}

/** The header of a column: its name and type. A click sorts, and dragging its edge resizes. */
export function ColumnHeader(props: IColumnHeaderProps): React.JSX.Element {
  const { column, index, sort } = props;
  const trans = useTrans();
  const isSorted = sort?.column === index;
  return (
    <div
      role="columnheader"
      className={`jp-GlueRows-cell${props.isNumber ? ' jp-mod-number' : ''}`}
      data-cell={`${HEADER}:${index}`}
      aria-colindex={index + 1}
      aria-sort={
        isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none'
      }
      tabIndex={props.isCursor ? 0 : -1}
      title={trans.__('%1 (%2). Click to sort.', column.name, column.type)}
      style={{ left: props.left, width: props.width }}
      onClick={props.onSort}
    >
      <span className="jp-GlueRows-name">{column.name}</span>
      <span className="jp-GlueRows-type">{column.type}</span>
      <Grip {...props} />
    </div>
  );
}

/** The edge of a column, which resizes it. The menu and the keyboard do the same. */
function Grip(props: IColumnHeaderProps): React.JSX.Element {
  const trans = useTrans();
  const from = React.useRef<number | null>(null);
  return (
    <span
      className="jp-GlueRows-grip"
      aria-hidden="true"
      title={trans.__('Drag to resize, or double-click to fit')}
      onClick={event => event.stopPropagation()}
      onDoubleClick={props.onFit}
      onPointerDown={event => {
        if (event.button === 0) {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = event.clientX - props.width;
        }
      }}
      onPointerMove={event => {
        if (from.current !== null) {
          props.onResize(event.clientX - from.current);
        }
      }}
      onLostPointerCapture={() => {
        from.current = null;
      }}
    />
  );
}
