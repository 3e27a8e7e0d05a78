import { findTyped, moveFor } from '../src/catalog/keyboard';
import type { INodeRow, Row } from '../src/catalog/rows';

function node(label: string, depth: number, expanded?: boolean): INodeRow {
  return {
    key: label,
    path: { database: label },
    depth,
    position: 1,
    size: 1,
    kind: 'database',
    label,
    detail: '',
    icon: 'database',
    partitionKey: false,
    expandable: expanded !== undefined,
    expanded: expanded ?? false,
    count: null,
    match: null,
    found: null
  };
}

const rows: Row[] = [
  node('sales', 0, true),
  node('orders', 1, false),
  node('zoo', 0, false)
];
const press = (key: string, shiftKey = false) => ({ key, shiftKey });

describe('moveFor', () => {
  it('moves down, up, home, and to the end, and no further', () => {
    expect(moveFor(rows, 0, press('ArrowDown'))).toMatchObject({
      kind: 'go',
      index: 1
    });
    expect(moveFor(rows, 0, press('ArrowUp'))).toMatchObject({
      kind: 'go',
      index: 0
    });
    expect(moveFor(rows, 1, press('End'))).toMatchObject({
      kind: 'go',
      index: 2
    });
    expect(moveFor(rows, 2, press('PageDown'))).toMatchObject({
      kind: 'go',
      index: 2
    });
    expect(moveFor(rows, 2, press('Home'))).toMatchObject({
      kind: 'go',
      index: 0
    });
  });

  it('expands with the right arrow first, and then moves to the first child', () => {
    expect(moveFor(rows, 1, press('ArrowRight'))).toEqual({
      kind: 'expand',
      index: 1
    });
    expect(moveFor(rows, 0, press('ArrowRight'))).toMatchObject({
      kind: 'go',
      index: 1
    });
  });

  it('collapses with the left arrow first, and then moves to the parent', () => {
    expect(moveFor(rows, 0, press('ArrowLeft'))).toEqual({
      kind: 'collapse',
      index: 0
    });
    expect(moveFor(rows, 1, press('ArrowLeft'))).toMatchObject({
      kind: 'go',
      index: 0
    });
  });

  it('extends the selection with Shift', () => {
    expect(moveFor(rows, 0, press('ArrowDown', true))).toMatchObject({
      extend: true
    });
  });
});

describe('findTyped', () => {
  it('finds the next row that starts with the typed text, wrapping around', () => {
    expect(findTyped(rows, 0, 'z')).toBe(2);
    expect(findTyped(rows, 2, 'o')).toBe(1);
    expect(findTyped(rows, 0, 'x')).toBeNull();
  });

  it('stays on the row while more of its name is typed', () => {
    expect(findTyped(rows, 1, 'or')).toBe(1);
  });
});
