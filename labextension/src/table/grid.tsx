import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer
} from '@tanstack/react-virtual';
import * as React from 'react';

import type { Cell } from '../api/routes';
import { parseType } from '../catalog/types';
import { cellText } from './cells';

/** A cell position in the grid, from 0. */
export interface IPlace {
  row: number;
  column: number;
}

interface IGridProps {
  label: string;
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly Cell[])[];
  /** The cell whose value is open in the viewer. */
  place: IPlace | null;
  onPlace: (place: IPlace) => void;
}

const ROW_HEIGHT = 26;
const HEADER_HEIGHT = 40;
const PAGE = 20;
const WIDEST = 40;
/** Estimated character width, in pixels, until it is measured. */
const USUAL_CHARACTER = 7.8;

/** A grid of values. Only the visible rows and columns are in the page. */
export function RowGrid(props: IGridProps): React.JSX.Element {
  const { columns, rows } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = React.useState<IPlace>({ row: 0, column: 0 });
  const wantsFocus = React.useRef(false);
  const [character, setCharacter] = React.useState(USUAL_CHARACTER);
  const widths = React.useMemo(
    () => Private.widths(columns, rows),
    [columns, rows]
  );
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    scrollPaddingEnd: HEADER_HEIGHT,
    rangeExtractor: range => Private.withCursor(range, cursor.row)
  });
  const fields = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => Math.round((widths[index] ?? 0) * character),
    overscan: 3,
    rangeExtractor: range => Private.withCursor(range, cursor.column)
  });
  const shown = fields.getVirtualItems();
  const width = fields.getTotalSize();

  React.useLayoutEffect(() => {
    setCharacter(Private.characterWidth(scroller.current) || USUAL_CHARACTER);
  }, []);

  React.useLayoutEffect(() => fields.measure(), [fields, widths, character]);

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
      lines.scrollToIndex(next.row);
      fields.scrollToIndex(next.column);
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
        style={{ width }}
      >
        {shown.map(field => (
          <div
            key={field.key}
            role="columnheader"
            className="jp-GlueRows-cell"
            aria-colindex={field.index + 1}
            style={{ left: field.start, width: field.size }}
          >
            <span className="jp-GlueRows-name">
              {columns[field.index]?.name}
            </span>
            <span className="jp-GlueRows-type">
              {columns[field.index]?.type}
            </span>
          </div>
        ))}
      </div>
      <div
        role="rowgroup"
        className="jp-GlueRows-body"
        style={{ height: lines.getTotalSize(), width }}
      >
        {lines.getVirtualItems().map(line => (
          <div
            key={line.key}
            role="row"
            aria-rowindex={line.index + 2}
            className="jp-GlueRows-line"
            style={{ width, transform: `translateY(${line.start}px)` }}
          >
            {shown.map(field => (
              <GridCell
                key={field.key}
                at={{ row: line.index, column: field.index }}
                left={field.start}
                width={field.size}
                type={columns[field.index]?.type ?? ''}
                value={rows[line.index]?.[field.index] ?? null}
                isCursor={
                  cursor.row === line.index && cursor.column === field.index
                }
                isOpen={
                  props.place?.row === line.index &&
                  props.place.column === field.index
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
  left: number;
  width: number;
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
      style={{ left: props.left, width: props.width }}
      onClick={() => props.onClick(props.at)}
    >
      {cellText(props.value)}
    </div>
  );
}

namespace Private {
  const SAMPLE = 50;

  /** Column widths in characters, based on the first rows. */
  export function widths(
    columns: IGridProps['columns'],
    rows: IGridProps['rows']
  ): number[] {
    return columns.map((column, index) => {
      const lengths = rows
        .slice(0, SAMPLE)
        .map(row => cellText(row[index] ?? null).length);
      const wanted = Math.max(
        column.name.length + 2,
        Math.min(column.type.length, 16),
        ...lengths
      );
      return Math.min(WIDEST, wanted) + 3;
    });
  }

  /** Measure the character width of the grid's font. */
  export function characterWidth(grid: HTMLElement | null): number {
    const probe = document.createElement('span');
    probe.style.cssText = 'position: absolute; visibility: hidden; width: 1ch';
    grid?.append(probe);
    const { width } = probe.getBoundingClientRect();
    probe.remove();
    return width;
  }

  /** The visible range plus the cursor, which keeps the focus when scrolled out of view. */
  export function withCursor(range: Range, cursor: number): number[] {
    const indexes = new Set([...defaultRangeExtractor(range), cursor]);
    return [...indexes]
      .filter(index => index < range.count)
      .sort((a, b) => a - b);
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
