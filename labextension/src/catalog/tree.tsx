import * as React from 'react';

import { useTrans } from '../translation';
import { findTyped, moveFor } from './keyboard';
import type { CatalogModel } from './model';
import type { ICatalogPath } from './path';
import { ROW_HEIGHT } from './rowelement';
import type { Row } from './rows';
import { TreeRows } from './treerows';

const TYPING_PAUSE = 800;

interface ITreeProps {
  model: CatalogModel;
  rows: readonly Row[];
  active: string | null;
  selection: ReadonlySet<string>;
  onOpen: (path: ICatalogPath) => void;
  /** The text that is dragged with the selected rows. */
  textFor: (paths: readonly ICatalogPath[]) => string;
}

/** The catalog tree. Only the visible rows are in the page. */
export function CatalogTree(props: ITreeProps): React.JSX.Element {
  const { model, rows, active, selection } = props;
  const trans = useTrans();
  const scroller = React.useRef<HTMLDivElement>(null);
  const host = React.useRef<HTMLDivElement>(null);
  const wantsFocus = React.useRef(false);
  const typed = React.useRef({ text: '', at: 0 });
  const found = rows.findIndex(row => row.key === active);
  const activeIndex = Math.max(0, found);
  const tree = React.useRef<TreeRows | null>(null);

  React.useLayoutEffect(() => {
    const shown = new TreeRows(
      scroller.current as HTMLElement,
      host.current as HTMLElement,
      trans
    );
    tree.current = shown;
    return () => shown.dispose();
  }, [trans]);

  React.useLayoutEffect(() => {
    tree.current?.show({ rows, activeIndex, selection });
  }, [trans, rows, activeIndex, selection]);

  React.useLayoutEffect(() => {
    if (wantsFocus.current) {
      wantsFocus.current = false;
      tree.current?.active?.focus({ preventScroll: true });
    }
  });

  React.useEffect(() => {
    if (found >= 0) {
      tree.current?.reveal(found);
    }
    // Scroll only if the active row changes, not if rows are added or removed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [active]);

  useSamePlace(scroller, rows);

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

  /** Run an action on the row of an event: row elements have no handlers of their own. */
  const atRow = <E extends React.SyntheticEvent>(
    event: E,
    act: (event: E, row: Row, index: number) => void
  ) => {
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
      onClick={event => atRow(event, onClick)}
      onDoubleClick={event => atRow(event, (_, row) => open(row))}
      onContextMenu={event => atRow(event, onContextMenu)}
      onDragStart={event => atRow(event, onDragStart)}
    >
      <div ref={host} role="none" className="jp-GlueCatalog-rows" />
    </div>
  );
}

/** Keep the visible rows in place when rows above them are added or removed. */
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
