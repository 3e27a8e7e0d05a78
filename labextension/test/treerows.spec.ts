import { nullTranslator } from '@jupyterlab/translation';

import { ROW_HEIGHT } from '../src/catalog/rowelement';
import type { INodeRow, INoteRow, Row } from '../src/catalog/rows';
import { TreeRows } from '../src/catalog/treerows';

const trans = nullTranslator.load('test');
const HEIGHT = 10 * ROW_HEIGHT;

function table(number: number, other: Partial<INodeRow> = {}): INodeRow {
  return {
    kind: 'table',
    key: `t${number}`,
    path: { database: 'sales', table: `t${number}` },
    depth: 1,
    position: number + 1,
    size: 1000,
    label: `t${number}`,
    detail: '',
    icon: 'table',
    partitionKey: false,
    expandable: true,
    expanded: false,
    count: null,
    match: null,
    found: null,
    ...other
  };
}

const tables = Array.from({ length: 1000 }, (_, number) => table(number));

/** A tree in the page with room for ten rows. */
class Tree {
  constructor(rows: readonly Row[] = tables) {
    this.scroller.append(this.host);
    document.body.replaceChildren(this.scroller);
    Object.defineProperty(this.scroller, 'clientHeight', { value: HEIGHT });
    this.shown = new TreeRows(this.scroller, this.host, trans);
    this.show(rows);
  }

  readonly scroller = document.createElement('div');
  readonly host = document.createElement('div');
  readonly shown: TreeRows;

  show(rows: readonly Row[], activeIndex = 0, selected: string[] = []): void {
    this.shown.show({ rows, activeIndex, selection: new Set(selected) });
  }

  scrollTo(index: number): void {
    this.scroller.scrollTop = index * ROW_HEIGHT;
    this.scroller.dispatchEvent(new Event('scroll'));
  }

  get elements(): HTMLElement[] {
    return [...this.host.children] as HTMLElement[];
  }

  get names(): (string | undefined)[] {
    return this.elements.map(element => element.dataset.name);
  }

  at(name: string): HTMLElement {
    const found = this.elements.find(each => each.dataset.name === name);
    expect(found).toBeDefined();
    return found as HTMLElement;
  }
}

describe('TreeRows', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('keeps only the visible rows, and a few around them, in the page', () => {
    const tree = new Tree();

    tree.scrollTo(500);

    const inSight = tables.slice(500, 510).map(row => row.label);
    expect(tree.names).toEqual(expect.arrayContaining(inSight));
    expect(tree.elements.length).toBeLessThan(30);
    expect(tree.host.style.height).toBe(`${1000 * ROW_HEIGHT}px`);
  });

  it('creates no elements while scrolling', () => {
    const tree = new Tree();
    tree.scrollTo(100);
    const before = new Set(tree.elements);

    tree.scrollTo(300);

    const isNew = tree.elements.filter(element => !before.has(element));
    expect(isNew).toEqual([]);
    expect(tree.at('t305').style.top).toBe(`${305 * ROW_HEIGHT}px`);
    expect(tree.at('t305').textContent).toBe('t305');
    expect(tree.at('t305').getAttribute('aria-posinset')).toBe('306');
  });

  it('keeps the element of a row that stays visible', () => {
    const tree = new Tree();
    const before = tree.at('t7');

    tree.scrollTo(5);

    expect(tree.at('t7')).toBe(before);
  });

  it('keeps the active row and its focus when it is scrolled out of view', () => {
    const tree = new Tree();
    tree.show(tables, 3);
    tree.shown.active?.focus();
    const focused = document.activeElement;

    tree.scrollTo(700);
    jest.runAllTimers();

    expect(document.activeElement).toBe(focused);
    expect(tree.shown.active?.dataset.name).toBe('t3');
    expect(tree.shown.active?.tabIndex).toBe(0);
  });

  it('moves the focus of a removed row to the new active row', () => {
    const tree = new Tree();
    tree.show(tables, 3);
    tree.shown.active?.focus();

    tree.show(
      tables.filter(row => row.key !== 't3'),
      3
    );

    expect((document.activeElement as HTMLElement).dataset.name).toBe('t4');
  });

  it('puts its elements in reading order when scrolling stops', () => {
    const tree = new Tree();
    tree.show(tables, 3);
    tree.shown.active?.focus();
    tree.scrollTo(4);
    tree.scrollTo(2);
    tree.scrollTo(9);

    jest.runAllTimers();

    const order = tree.elements.map(element => Number(element.dataset.index));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect((document.activeElement as HTMLElement).dataset.name).toBe('t3');
  });

  it('moves rows down for a new row above them and keeps their elements', () => {
    const tree = new Tree();
    const before = tree.at('t2');

    tree.show([table(1000), ...tables]);

    expect(tree.at('t2')).toBe(before);
    expect(before.dataset.index).toBe('3');
    expect(tree.names.slice(0, 3)).toEqual(['t1000', 't0', 't1']);
  });

  it('shows which rows are selected, expanded, and counted', () => {
    const tree = new Tree();
    const opened = table(1, { expanded: true, count: 12 });

    tree.show([table(0), opened], 0, ['t1']);

    expect(tree.at('t1').getAttribute('aria-selected')).toBe('true');
    expect(tree.at('t1').getAttribute('aria-expanded')).toBe('true');
    expect(tree.at('t1').textContent).toBe('t112');
    expect(tree.at('t0').getAttribute('aria-selected')).toBe('false');
    expect(tree.at('t0').getAttribute('aria-expanded')).toBe('false');
  });

  it('highlights what matches the filter, until the filter is cleared', () => {
    const tree = new Tree();

    tree.show([table(12, { match: [1, 2] })]);
    expect(tree.at('t12').querySelector('mark')?.textContent).toBe('1');

    tree.show([table(12)]);
    expect(tree.at('t12').querySelector('mark')).toBeNull();
    expect(tree.at('t12').textContent).toBe('t12');
  });

  it('says why children are missing, and offers a retry', () => {
    const note: INoteRow = {
      kind: 'note',
      key: 'note',
      path: { database: 'sales' },
      depth: 1,
      position: 1,
      size: 1,
      note: 'error',
      message: 'Can’t reach the server'
    };
    const tree = new Tree([table(0), note]);

    const element = tree.elements[1] as HTMLElement;
    expect(element.textContent).toContain('Can’t reach the server');
    expect(element.querySelector('[data-part="retry"]')).not.toBeNull();
    expect(element.getAttribute('draggable')).toBe('false');

    tree.show([table(0), table(1)]);
    expect(tree.elements[1]?.textContent).toBe('t1');
    expect(tree.elements[1]?.getAttribute('draggable')).toBe('true');
  });

  it('scrolls by the minimum to make a row visible', () => {
    const tree = new Tree();
    tree.scrollTo(100);

    tree.shown.reveal(105);
    expect(tree.scroller.scrollTop).toBe(100 * ROW_HEIGHT);
    tree.shown.reveal(50);
    expect(tree.scroller.scrollTop).toBe(50 * ROW_HEIGHT);
    tree.shown.reveal(60);
    expect(tree.scroller.scrollTop).toBe(51 * ROW_HEIGHT);
  });

  it('shows the whole name and type in a tooltip', () => {
    const tree = new Tree([
      table(0),
      table(1, { kind: 'column', detail: 'struct<a:int>' })
    ]);

    expect(tree.at('t0').title).toBe('t0');
    expect(tree.at('t1').title).toBe('t1\nstruct<a:int>');
  });
});
