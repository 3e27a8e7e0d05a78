import type { Row } from './rows';

/** The effect of a key in the tree. */
export type TreeMove =
  | { kind: 'go'; index: number; extend: boolean }
  | { kind: 'expand' | 'collapse' | 'open' | 'select'; index: number };

const PAGE = 15;

/** Return the effect of a key at a row, following the ARIA tree pattern, or null if none. */
export function moveFor(
  rows: readonly Row[],
  index: number,
  key: { key: string; shiftKey: boolean }
): TreeMove | null {
  const row = rows[index];
  if (!row) {
    return rows.length > 0 ? { kind: 'go', index: 0, extend: false } : null;
  }
  switch (key.key) {
    case 'ArrowRight':
      return Private.right(row, index);
    case 'ArrowLeft':
      return Private.left(rows, row, index);
    case 'Enter':
      return { kind: 'open', index };
    case ' ':
      return { kind: 'select', index };
    default: {
      const target = Private.target(key.key, index, rows.length);
      return target === null
        ? null
        : { kind: 'go', index: target, extend: key.shiftKey };
    }
  }
}

/** Find the next row whose label starts with the typed text. */
export function findTyped(
  rows: readonly Row[],
  index: number,
  typed: string
): number | null {
  const needle = typed.toLowerCase();
  const first = typed.length === 1 ? 1 : 0;
  for (let step = first; step < rows.length + first; step++) {
    const at = (index + step) % rows.length;
    const row = rows[at];
    if (
      row &&
      row.kind !== 'note' &&
      row.label.toLowerCase().startsWith(needle)
    ) {
      return at;
    }
  }
  return null;
}

namespace Private {
  export function target(
    key: string,
    index: number,
    count: number
  ): number | null {
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + PAGE,
      PageUp: index - PAGE,
      Home: 0,
      End: count - 1
    };
    const wanted = targets[key];
    return wanted === undefined
      ? null
      : Math.max(0, Math.min(count - 1, wanted));
  }

  export function right(row: Row, index: number): TreeMove | null {
    if (row.kind === 'note' || !row.expandable) {
      return null;
    }
    return row.expanded
      ? { kind: 'go', index: index + 1, extend: false }
      : { kind: 'expand', index };
  }

  export function left(
    rows: readonly Row[],
    row: Row,
    index: number
  ): TreeMove | null {
    if (row.kind !== 'note' && row.expanded) {
      return { kind: 'collapse', index };
    }
    for (let above = index - 1; above >= 0; above--) {
      if ((rows[above]?.depth ?? 0) < row.depth) {
        return { kind: 'go', index: above, extend: false };
      }
    }
    return null;
  }
}
