import { fittingWidth, usualWidth } from '../src/table/columnwidths';
import { delimited } from '../src/table/delimited';
import { TableModel } from '../src/table/model';
import { comparerFor } from '../src/table/roworder';
import { RowsModel } from '../src/table/rowsmodel';
import { at, HEADER, type ISelection, select } from '../src/table/selection';
import { MemoryClient } from './memoryclient';

const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
  { name: 'tags', type: 'array<string>' }
];

function makeRows(): RowsModel {
  const model = new RowsModel();
  model.take(COLUMNS, [
    [10, 'Ada', ['x']],
    [9, 'Grace', null],
    [null, 'alan', ['y', 'z']],
    ['9007199254740993', '', []]
  ]);
  return model;
}

function ids(model: RowsModel): unknown[] {
  return model.shown.map(row => row[0]);
}

describe('RowsModel', () => {
  it('sorts numbers as numbers, nulls last, and comes back to the original order', () => {
    const model = makeRows();

    model.toggleSort(0);
    const ascending = ids(model);
    model.toggleSort(0);
    const descending = ids(model);
    model.toggleSort(0);

    expect(ascending).toEqual([9, 10, '9007199254740993', null]);
    expect(descending).toEqual(['9007199254740993', 10, 9, null]);
    expect(ids(model)).toEqual([10, 9, null, '9007199254740993']);
    expect(model.sort).toBeNull();
  });

  it('filters by a text in any column, whatever its case', () => {
    const model = makeRows();

    model.filterBy(' ADA ');
    expect(ids(model)).toEqual([10]);
    model.filterBy('"z"');
    expect(ids(model)).toEqual([null]);
    model.filterBy('nowhere');
    expect(model.shown).toEqual([]);
    expect(model.total).toBe(4);
  });

  it('copies one cell as it is, and a range for a spreadsheet', () => {
    const model = makeRows();
    model.take(COLUMNS, [
      [1, 'two\nlines "quoted"', ['x']],
      [2, null, null]
    ]);

    model.select(at({ row: 0, column: 1 }));
    expect(model.selectedText('tsv')).toBe('two\nlines "quoted"');
    model.select({
      anchor: { row: 1, column: 1 },
      cursor: { row: 0, column: 0 }
    });
    expect(model.selectedText('tsv')).toBe('1\t"two\nlines ""quoted"""\n2\t');
    expect(model.selectedText('csv', true)).toBe(
      'id,name\r\n1,"two\nlines ""quoted"""\r\n2,'
    );
    model.select(at({ row: HEADER, column: 1 }));
    expect(model.selectedText('tsv')).toBe('name');
  });

  it('exports the shown rows in the shown order', () => {
    const model = makeRows();

    model.filterBy('a');
    model.sortBy({ column: 1, isDescending: false });

    expect(model.csv()).toBe(
      'id,name,tags\r\n10,Ada,"[""x""]"\r\n9,Grace,\r\n,alan,"[""y"",""z""]"\r\n'
    );
  });

  it('keeps what was chosen when the same columns are read again', () => {
    const model = makeRows();
    model.sortBy({ column: 0, isDescending: true });
    model.setWidth(1, 30);
    model.select(at({ row: 3, column: 2 }));

    model.take(COLUMNS, [[1, 'a', null]]);
    expect(model.sort).not.toBeNull();
    expect(model.selection).toEqual(at({ row: 0, column: 2 }));
    model.take([{ name: 'name', type: 'string' }], [['b']]);
    expect(model.sort).toBeNull();
    expect(model.widthOf(0)).toBe(30);
  });

  it('fits a column to all of its shown values', () => {
    const model = new RowsModel();
    const long = 'x'.repeat(100);
    model.take([{ name: 'a', type: 'string' }], [['b'], [long]]);
    const usual = model.widthOf(0);

    model.fit(0);
    expect(model.widthOf(0)).toBe(103);
    model.filterBy('b');
    model.fit(0);
    expect(model.widthOf(0)).toBeLessThan(usual);
    model.setWidth(0, -5);
    expect(model.widthOf(0)).toBeGreaterThan(0);
    model.resetWidths();
    expect(model.widthOf(0)).toBe(usual);
  });

  it('shows the rows of a preview', async () => {
    const client = new MemoryClient();
    client.addTable('sales', { Name: 'orders' });
    const model = new TableModel(client, 'sales', 'orders');

    await model.runPreview();

    expect(model.rows.columns).toEqual([{ name: 'a', type: 'int' }]);
    expect(model.rows.shown).toEqual([[1]]);
    model.dispose();
    expect(model.rows.isDisposed).toBe(true);
  });
});

describe('comparerFor', () => {
  it.each([
    ['decimal(38,2)', '2.50', '10.00'],
    ['decimal(38,2)', '12345678901234567890.01', '12345678901234567890.1'],
    ['decimal(38,0)', '-12345678901234567891', '-12345678901234567890'],
    ['double', '-inf', -1e300],
    ['double', 1, 'inf'],
    ['double', 'inf', 'nan'],
    ['string', '10', '9'],
    ['boolean', false, true],
    ['date', '2024-12-31', '2025-01-01']
  ])('orders %s: %s before %s', (type, low, high) => {
    const [ascending, descending] = [
      comparerFor(type, false),
      comparerFor(type, true)
    ];

    expect(Math.sign(ascending(low, high))).toBe(-1);
    expect(Math.sign(ascending(high, low))).toBe(1);
    expect(Math.sign(descending(low, high))).toBe(1);
    expect(ascending(low, low) + descending(high, high)).toBe(0);
    expect(descending(null, low)).toBeGreaterThan(0);
  });
});

describe('select', () => {
  const extent = { rows: 100, columns: 5 };
  const start = at({ row: 0, column: 1 });
  const press = (from: ISelection, key: string, held = '') =>
    select(
      from,
      {
        key,
        ctrlKey: held.includes('ctrl'),
        metaKey: held.includes('meta'),
        shiftKey: held.includes('shift')
      },
      extent
    );

  it('moves one cell, up to the header, and ends at the edges', () => {
    expect(press(start, 'ArrowDown')).toEqual(at({ row: 1, column: 1 }));
    expect(press(start, 'ArrowUp')).toEqual(at({ row: HEADER, column: 1 }));
    expect(press(at({ row: 99, column: 4 }), 'PageDown')).toEqual(
      at({ row: 99, column: 4 })
    );
    expect(press(start, 'End', 'ctrl')).toEqual(at({ row: 99, column: 4 }));
    expect(press(start, 'x')).toBeNull();
  });

  it('extends from where it began', () => {
    const once = press(start, 'ArrowDown', 'shift') ?? start;
    const twice = press(once, 'ArrowRight', 'shift');

    expect(twice).toEqual({
      anchor: { row: 0, column: 1 },
      cursor: { row: 1, column: 2 }
    });
    expect(press(start, 'ArrowUp', 'shift')).toEqual(start);
  });

  it('selects rows, columns, and everything', () => {
    expect(press(start, ' ', 'shift')).toEqual({
      anchor: { row: 0, column: 0 },
      cursor: { row: 0, column: 4 }
    });
    expect(press(start, ' ', 'ctrl')).toEqual({
      anchor: { row: 0, column: 1 },
      cursor: { row: 99, column: 1 }
    });
    expect(press(start, 'a', 'meta')).toEqual({
      anchor: { row: 0, column: 0 },
      cursor: { row: 99, column: 4 }
    });
  });
});

describe('delimited', () => {
  it('tells null from an empty text in CSV', () => {
    expect(delimited([[null, '', 0, false]], 'csv')).toBe(',"",0,false');
    expect(delimited([['a\tb', '', 'c,d']], 'tsv')).toBe('"a\tb"\t\tc,d');
  });
});

describe('column widths', () => {
  it('count wide characters twice, and limit only the usual width', () => {
    const column = { name: 'a', type: 'string' };

    expect(usualWidth(column, ['東京タワーを見る'])).toBe(19);
    expect(usualWidth(column, ['x'.repeat(500)])).toBe(43);
    expect(fittingWidth(column, ['x'.repeat(300)])).toBe(303);
  });
});
