import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

import type { Cell } from '../api/routes';
import { parseType } from '../catalog/types';
import { cellText } from './cells';

/** Where in the grid something is, from 0. */
export interface IPlace {
  row: number;
  column: number;
}

interface IGridProps {
  label: string;
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly Cell[])[];
  /** The cell whose value is looked at. */
  place: IPlace | null;
  onPlace: (place: IPlace) => void;
}

const ROW_HEIGHT = 26;
const PAGE = 20;
const WIDEST = 40;

/** Rows of values, of which only those in sight exist in the page. */
export function RowGrid(props: IGridProps): React.JSX.Element {
  const { columns, rows } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = React.useState<IPlace>({ row: 0, column: 0 });
  const wantsFocus = React.useRef(false);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10
  });
  const template = React.useMemo(
    () => Private.template(columns, rows),
    [columns, rows]
  );

  React.useLayoutEffect(() => {
    if (wantsFocus.current) {
      const selector = `[data-cell="${cursor.row}:${cursor.column}"]`;
      const cell = scroller.current?.querySelector<HTMLElement>(selector);
      if (cell) {
        wantsFocus.current = false;
        cell.focus();
      }
    }
  });

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      props.onPlace(cursor);
      return;
    }
    const next = Private.move(cursor, event, rows.length, columns.length);
    if (next) {
      event.preventDefault();
      wantsFocus.current = true;
      setCursor(next);
      virtualizer.scrollToIndex(next.row);
    }
  };

  return (
    <div
      ref={scroller}
      className="jp-GlueRows"
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      onKeyDown={onKeyDown}
    >
      <div
        className="jp-GlueRows-line jp-mod-header"
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: template }}
      >
        {columns.map((column, index) => (
          <div key={index} role="columnheader" className="jp-GlueRows-cell">
            <span className="jp-GlueRows-name">{column.name}</span>
            <span className="jp-GlueRows-type">{column.type}</span>
          </div>
        ))}
      </div>
      <div
        role="rowgroup"
        className="jp-GlueRows-body"
        style={{ height: `${virtualizer.getTotalSize()}px` }}
      >
        {virtualizer.getVirtualItems().map(item => (
          <div
            key={item.key}
            role="row"
            aria-rowindex={item.index + 2}
            className="jp-GlueRows-line"
            style={{
              gridTemplateColumns: template,
              transform: `translateY(${item.start}px)`
            }}
          >
            {columns.map((column, index) => (
              <GridCell
                key={index}
                at={{ row: item.index, column: index }}
                type={column.type}
                value={rows[item.index]?.[index] ?? null}
                isCursor={cursor.row === item.index && cursor.column === index}
                isOpen={
                  props.place?.row === item.index &&
                  props.place.column === index
                }
                onClick={place => {
                  setCursor(place);
                  props.onPlace(place);
                }}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function GridCell(props: {
  at: IPlace;
  type: string;
  value: Cell;
  isCursor: boolean;
  isOpen: boolean;
  onClick: (place: IPlace) => void;
}): React.JSX.Element {
  const isNumber = parseType(props.type).family === 'number';
  const modifiers = [
    props.value === null ? 'jp-mod-null' : '',
    isNumber ? 'jp-mod-number' : '',
    typeof props.value === 'object' && props.value !== null
      ? 'jp-mod-nested'
      : ''
  ];
  return (
    <div
      role="gridcell"
      className={['jp-GlueRows-cell', ...modifiers].filter(Boolean).join(' ')}
      data-cell={`${props.at.row}:${props.at.column}`}
      aria-colindex={props.at.column + 1}
      aria-selected={props.isOpen}
      tabIndex={props.isCursor ? 0 : -1}
      onClick={() => props.onClick(props.at)}
    >
      {cellText(props.value)}
    </div>
  );
}

namespace Private {
  const SAMPLE = 50;

  /** The widths of the columns, by what the first rows hold. */
  export function template(
    columns: IGridProps['columns'],
    rows: IGridProps['rows']
  ): string {
    return columns
      .map((column, index) => {
        const lengths = rows
          .slice(0, SAMPLE)
          .map(row => cellText(row[index] ?? null).length);
        const wanted = Math.max(
          column.name.length + 2,
          Math.min(column.type.length, 16),
          ...lengths
        );
        return `${Math.min(WIDEST, wanted) + 3}ch`;
      })
      .join(' ');
  }

  export function move(
    from: IPlace,
    event: { key: string; ctrlKey: boolean },
    rows: number,
    columns: number
  ): IPlace | null {
    const to = { ...from };
    switch (event.key) {
      case 'ArrowDown':
        to.row++;
        break;
      case 'ArrowUp':
        to.row--;
        break;
      case 'ArrowRight':
        to.column++;
        break;
      case 'ArrowLeft':
        to.column--;
        break;
      case 'PageDown':
        to.row += PAGE;
        break;
      case 'PageUp':
        to.row -= PAGE;
        break;
      case 'Home':
        to.column = 0;
        to.row = event.ctrlKey ? 0 : to.row;
        break;
      case 'End':
        to.column = columns - 1;
        to.row = event.ctrlKey ? rows - 1 : to.row;
        break;
      default:
        return null;
    }
    return {
      row: Math.max(0, Math.min(rows - 1, to.row)),
      column: Math.max(0, Math.min(columns - 1, to.column))
    };
  }
}
