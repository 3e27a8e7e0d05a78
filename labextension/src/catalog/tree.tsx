import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

import { useTrans } from '../translation';
import { findTyped, moveFor } from './keyboard';
import type { CatalogModel } from './model';
import type { ICatalogPath } from './path';
import { NodeRow, NoteRow } from './row';
import type { Row } from './rows';
import { Slots } from './slots';

const ROW_HEIGHT = 24;
const TYPING_PAUSE = 800;

interface ITreeProps {
  model: CatalogModel;
  rows: readonly Row[];
  active: string | null;
  selection: ReadonlySet<string>;
  onOpen: (path: ICatalogPath) => void;
  /** What dragging the selected rows carries. */
  textFor: (paths: readonly ICatalogPath[]) => string;
}

/** The catalog as a tree of which only the rows in sight exist in the page. */
export function CatalogTree(props: ITreeProps): React.JSX.Element {
  const { model, rows, active, selection } = props;
  const trans = useTrans();
  const scroller = React.useRef<HTMLDivElement>(null);
  const wantsFocus = React.useRef(false);
  const hasFocus = React.useRef(false);
  const typed = React.useRef({ text: '', at: 0 });
  const found = rows.findIndex(row => row.key === active);
  const activeIndex = Math.max(0, found);
  // A new function would have the virtualizer place every row again in each frame of a scroll.
  const keyAt = React.useCallback(
    (index: number) => rows[index]?.key ?? index,
    [rows]
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: keyAt,
    overscan: 6,
    // The row with the focus stays in the page when it is scrolled out of sight.
    rangeExtractor: range => {
      const indexes = new Set([...defaultRangeExtractor(range), activeIndex]);
      return [...indexes]
        .filter(index => index < rows.length)
        .sort((a, b) => a - b);
    }
  });

  React.useLayoutEffect(() => {
    // A row that goes takes the focus with it, and no event tells.
    const isLost = hasFocus.current && document.activeElement === document.body;
    if (wantsFocus.current || isLost) {
      wantsFocus.current = false;
      const selector = `[data-index="${activeIndex}"]`;
      scroller.current
        ?.querySelector<HTMLElement>(selector)
        ?.focus({ preventScroll: true });
    }
  });

  React.useEffect(() => {
    if (found >= 0) {
      virtualizer.scrollToIndex(found);
    }
    // Only a change of the active row moves the tree, not rows that come and go.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [active]);

  useSamePlace(scroller, rows);

  const items = virtualizer.getVirtualItems();
  const [slots] = React.useState(() => new Slots());
  const places = slots.assign(items.map(item => String(item.key)));

  const go = (index: number, how: 'only' | 'toggle' | 'range') => {
    const row = rows[index];
    if (row) {
      wantsFocus.current = true;
      model.select(row.key, how);
    }
  };

  const open = (row: Row) => {
    if (row.kind === 'note') {
      model.retry(row.path);
    } else if (row.kind === 'database') {
      model.toggle(row);
    } else {
      props.onOpen(row.path);
    }
  };

  const typeTo = (key: string, now: number) => {
    const recent =
      now - typed.current.at < TYPING_PAUSE ? typed.current.text : '';
    typed.current = { text: recent + key, at: now };
    const index = findTyped(rows, activeIndex, typed.current.text);
    if (index !== null) {
      go(index, 'only');
    }
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const move = moveFor(rows, activeIndex, event);
    if (move === null) {
      if (event.key.length === 1) {
        event.preventDefault();
        typeTo(event.key, event.timeStamp);
      }
      return;
    }
    event.preventDefault();
    const row = rows[move.index] as Row;
    switch (move.kind) {
      case 'go':
        return go(move.index, move.extend ? 'range' : 'only');
      case 'expand':
        return model.expand(row.key);
      case 'collapse':
        return model.collapse(row.key);
      case 'select':
        return go(move.index, 'toggle');
      case 'open':
        return open(row);
    }
  };

  /** What a row does, found by the row: handlers of each row would be new in every frame. */
  const atRow =
    <E extends React.SyntheticEvent>(
      act: (event: E, row: Row, index: number) => void
    ) =>
    (event: E) => {
      const element = (event.target as Element).closest('[data-index]');
      const index = Number(element?.getAttribute('data-index') ?? -1);
      const row = rows[index];
      if (row) {
        act(event, row, index);
      }
    };

  const onClick = (event: React.MouseEvent, row: Row, index: number) => {
    const part = event.target as Element;
    if (part.closest('[data-part="retry"]')) {
      model.retry(row.path);
    }
    if (row.kind === 'note') {
      return;
    }
    if (part.closest('[data-part="caret"]')) {
      model.toggle(row);
    }
    const how = event.shiftKey
      ? 'range'
      : event.ctrlKey || event.metaKey
        ? 'toggle'
        : 'only';
    go(index, how);
  };

  const onContextMenu = (_: React.MouseEvent, row: Row, index: number) => {
    if (row.kind !== 'note' && !selection.has(row.key)) {
      go(index, 'only');
    }
  };

  const onDragStart = (event: React.DragEvent, row: Row) => {
    if (!selection.has(row.key)) {
      model.select(row.key, 'only');
    }
    event.dataTransfer.effectAllowed = 'copy';
    event.dataTransfer.setData(
      'text/plain',
      props.textFor(model.selectedPaths)
    );
  };

  return (
    <div
      ref={scroller}
      className="jp-GlueCatalog-tree"
      role="tree"
      aria-label={trans.__('Glue Data Catalog')}
      aria-multiselectable="true"
      onKeyDown={onKeyDown}
      onClick={atRow(onClick)}
      onDoubleClick={atRow((_, row) => open(row))}
      onContextMenu={atRow(onContextMenu)}
      onDragStart={atRow(onDragStart)}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={() => {
        hasFocus.current = false;
      }}
    >
      <div
        role="none"
        className="jp-GlueCatalog-rows"
        style={{ height: `${virtualizer.getTotalSize()}px` }}
      >
        {items.map(item => {
          const row = rows[item.index] as Row;
          return (
            <TreeRow
              key={places.get(String(item.key))}
              row={row}
              index={item.index}
              start={item.start}
              isActive={item.index === activeIndex}
              isSelected={selection.has(row.key)}
            />
          );
        })}
      </div>
    </div>
  );
}

interface ITreeRowProps {
  row: Row;
  index: number;
  /** How far down the row is. */
  start: number;
  isActive: boolean;
  isSelected: boolean;
}

/** A row, made again only when it is another one or stands elsewhere. */
const TreeRow = React.memo((props: ITreeRowProps): React.JSX.Element => {
  const { row } = props;
  const isNode = row.kind !== 'note';
  return (
    <div
      role="treeitem"
      className="jp-GlueCatalog-row"
      data-index={props.index}
      data-kind={row.kind}
      data-name={isNode ? row.label : undefined}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-selected={props.isSelected}
      aria-expanded={isNode && row.expandable ? row.expanded : undefined}
      tabIndex={props.isActive ? 0 : -1}
      draggable={isNode}
      style={{
        transform: `translateY(${props.start}px)`,
        paddingInlineStart: `calc(${row.depth} * var(--jp-glue-indent) + 4px)`
      }}
    >
      {isNode ? <NodeRow row={row} /> : <NoteRow row={row} />}
    </div>
  );
});

/** Keep the rows in sight where they are when others come and go above them. */
function useSamePlace(
  scroller: React.RefObject<HTMLDivElement | null>,
  rows: readonly Row[]
): void {
  const seen = React.useRef<readonly Row[]>(rows);
  React.useLayoutEffect(() => {
    const tree = scroller.current;
    const before = seen.current;
    seen.current = rows;
    if (!tree || before === rows || tree.scrollTop === 0) {
      return;
    }
    const top = Math.floor(tree.scrollTop / ROW_HEIGHT);
    const key = before[top]?.key;
    const now = rows.findIndex(row => row.key === key);
    if (now >= 0 && now !== top) {
      tree.scrollBy(0, (now - top) * ROW_HEIGHT);
    }
  }, [scroller, rows]);
}
