import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer
} from '@tanstack/react-virtual';
import * as React from 'react';

import type { Cell } from '../api/routes';
import { parseType } from '../catalog/types';
import { cellText } from './cells';
import { ColumnHeader } from './gridheader';
import type { RowsModel } from './rowsmodel';
import {
  at,
  extend,
  HEADER,
  type IPlace,
  isIn,
  rangeOf,
  select
} from './selection';

const ROW_HEIGHT = 26;
const HEADER_HEIGHT = 40;
/** Estimated character width, in pixels, until it is measured. */
const USUAL_CHARACTER = 7.8;
/** How much a key changes a column's width, in characters. */
const WIDTH_STEP = 2;

/** A grid of values. Only the visible rows and columns are in the page. */
export function RowGrid(props: {
  label: string;
  model: RowsModel;
}): React.JSX.Element {
  const { model } = props;
  const { columns, extent, selection, shown } = model;
  const { cursor } = selection;
  const scroller = React.useRef<HTMLDivElement>(null);
  const body = React.useRef<HTMLDivElement>(null);
  const wantsFocus = React.useRef(false);
  const isDragging = React.useRef(false);
  const [character, setCharacter] = React.useState(USUAL_CHARACTER);
  const numbers = React.useMemo(
    () => columns.map(({ type }) => parseType(type).family === 'number'),
    [columns]
  );
  const lines = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    scrollPaddingEnd: HEADER_HEIGHT,
    rangeExtractor: range => Private.withCursor(range, cursor.row)
  });
  const widthOf = (index: number) =>
    Math.round(model.widthOf(index) * character);
  const fields = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: widthOf,
    overscan: 3,
    rangeExtractor: range => Private.withCursor(range, cursor.column)
  });
  React.useLayoutEffect(() => {
    setCharacter(Private.characterWidth(scroller.current) || USUAL_CHARACTER);
  }, []);
  const widthVersion = model.widthVersion;
  React.useLayoutEffect(
    () => fields.measure(),
    [fields, columns, widthVersion, character]
  );
  const range = rangeOf(selection);
  const visible = fields.getVirtualItems();
  const width = fields.getTotalSize();

  React.useLayoutEffect(() => {
    if (wantsFocus.current) {
      const selector = `[data-cell="${cursor.row}:${cursor.column}"]`;
      const cell = scroller.current?.querySelector<HTMLElement>(selector);
      if (cell) {
        wantsFocus.current = false;
        cell.focus({ preventScroll: true });
      }
    }
  });

  const show = (place: IPlace) => {
    wantsFocus.current = true;
    if (place.row !== HEADER) {
      lines.scrollToIndex(place.row);
    }
    fields.scrollToIndex(place.column);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const next = select(selection, event, extent);
    if (cursor.row === HEADER && Private.isWidthKey(event)) {
      const sign = event.key === 'ArrowRight' ? 1 : -1;
      const { column } = cursor;
      model.setWidth(column, model.widthOf(column) + sign * WIDTH_STEP);
    } else if (next) {
      model.select(next);
      show(model.selection.cursor);
    } else if (event.key !== 'Enter' && event.key !== ' ') {
      return;
    } else if (cursor.row === HEADER) {
      model.toggleSort(cursor.column);
    } else {
      model.open();
    }
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className="jp-GlueRows"
      role="grid"
      aria-label={props.label}
      aria-rowcount={shown.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable="true"
      onKeyDown={onKeyDown}
      onFocus={event => Private.follow(model, event.target)}
    >
      <div
        className="jp-GlueRows-line jp-mod-header"
        role="row"
        aria-rowindex={1}
        style={{ width }}
      >
        {visible.map(field => (
          <ColumnHeader
            key={field.key}
            column={columns[field.index] ?? { name: '', type: '' }}
            index={field.index}
            left={field.start}
            width={field.size}
            isNumber={numbers[field.index] ?? false}
            isCursor={cursor.row === HEADER && cursor.column === field.index}
            sort={model.sort}
            onSort={() => model.toggleSort(field.index)}
            onResize={pixels => model.setWidth(field.index, pixels / character)}
            onFit={() => model.fit(field.index)}
          />
        ))}
      </div>
      <div
        ref={body}
        role="rowgroup"
        className="jp-GlueRows-body"
        style={{ height: lines.getTotalSize(), width }}
        {...Private.pointerHandlers(model, {
          placeAt: ({ clientX, clientY }) => {
            const corner = body.current?.getBoundingClientRect();
            const [x, y] = [
              clientX - (corner?.left ?? 0),
              clientY - (corner?.top ?? 0)
            ];
            return {
              row: Math.max(0, Math.floor(y / ROW_HEIGHT)),
              column: fields.getVirtualItemForOffset(Math.max(0, x))?.index ?? 0
            };
          },
          show,
          isDragging
        })}
      >
        {lines.getVirtualItems().map(line => (
          <div
            key={line.key}
            role="row"
            aria-rowindex={line.index + 2}
            className="jp-GlueRows-line"
            style={{ width, transform: `translateY(${line.start}px)` }}
          >
            {visible.map(field => {
              const place = { row: line.index, column: field.index };
              return (
                <GridCell
                  key={field.key}
                  at={place}
                  left={field.start}
                  width={field.size}
                  isNumber={numbers[field.index] ?? false}
                  value={shown[line.index]?.[field.index] ?? null}
                  isCursor={
                    cursor.row === place.row && cursor.column === place.column
                  }
                  isSelected={isIn(range, place)}
                />
              );
            })}
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
  isNumber: boolean;
  value: Cell;
  isCursor: boolean;
  isSelected: boolean;
}): React.JSX.Element {
  const modifiers = [
    props.value === null ? 'jp-mod-null' : '',
    props.isNumber ? 'jp-mod-number' : '',
    isNested(props.value) ? 'jp-mod-nested' : ''
  ];
  return (
    <div
      role="gridcell"
      className={['jp-GlueRows-cell', ...modifiers].filter(Boolean).join(' ')}
      data-cell={`${props.at.row}:${props.at.column}`}
      aria-colindex={props.at.column + 1}
      aria-selected={props.isSelected}
      tabIndex={props.isCursor ? 0 : -1}
      style={{ left: props.left, width: props.width }}
    >
      {cellText(props.value)}
    </div>
  );
}

function isNested(value: Cell): boolean {
  return typeof value === 'object' && value !== null;
}

namespace Private {
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
      .filter(index => index >= 0 && index < range.count)
      .sort((a, b) => a - b);
  }

  export function isWidthKey(event: React.KeyboardEvent): boolean {
    return (
      event.shiftKey &&
      (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
    );
  }

  /** Move the cursor to a cell that has got the focus by other means than the keyboard. */
  export function follow(model: RowsModel, cell: EventTarget): void {
    const name = (cell as HTMLElement).dataset['cell'];
    if (name !== undefined) {
      const [row = 0, column = 0] = name.split(':').map(Number);
      if (!isIn(rangeOf(model.selection), { row, column })) {
        model.select(at({ row, column }));
      }
    }
  }

  /** Select cells by clicking and dragging. A nested value opens with one click. */
  export function pointerHandlers(
    model: RowsModel,
    grid: {
      placeAt: (event: React.PointerEvent | React.MouseEvent) => IPlace;
      show: (place: IPlace) => void;
      isDragging: React.MutableRefObject<boolean>;
    }
  ) {
    return {
      onPointerDown: (event: React.PointerEvent) => {
        const place = grid.placeAt(event);
        grid.isDragging.current = event.button === 0;
        if (event.button === 0 && event.shiftKey) {
          model.select(extend(model.selection, place));
          grid.show(place);
          event.preventDefault();
        } else if (
          event.button === 0 ||
          !isIn(rangeOf(model.selection), place)
        ) {
          model.select(at(place));
        }
      },
      onPointerMove: (event: React.PointerEvent) => {
        if ((event.buttons & 1) === 0 || !grid.isDragging.current) {
          grid.isDragging.current = false;
          return;
        }
        const place = grid.placeAt(event);
        const { cursor } = model.selection;
        if (place.row !== cursor.row || place.column !== cursor.column) {
          event.currentTarget.setPointerCapture(event.pointerId);
          model.select(extend(model.selection, place));
          grid.show(model.selection.cursor);
        }
      },
      onClick: (event: React.MouseEvent) => {
        const { top, bottom, left, right } = rangeOf(model.selection);
        const isOne = top === bottom && left === right;
        if (isOne && !event.shiftKey && isNested(model.value)) {
          model.open();
        }
      },
      onDoubleClick: () => model.open()
    };
  }
}
