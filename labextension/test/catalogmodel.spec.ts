import { GlueError } from '../src/api/errors';
import { applyEvents } from '../src/catalog/live';
import { CatalogModel } from '../src/catalog/model';
import { keyOf } from '../src/catalog/path';
import type { INodeRow, INoteRow } from '../src/catalog/rows';
import { MemoryClient } from './memoryclient';

const columns = [
  { Name: 'id', Type: 'bigint' },
  { Name: 'address', Type: 'struct<city:string,geo:struct<lat:double>>' }
];

function makeCatalog(): { client: MemoryClient; model: CatalogModel } {
  const client = new MemoryClient();
  client.addTable('sales', {
    Name: 'orders',
    StorageDescriptor: { Columns: columns },
    PartitionKeys: [{ Name: 'year', Type: 'int' }]
  });
  client.addTable('sales', { Name: 'recent', TableType: 'VIRTUAL_VIEW' });
  client.addTable('hr', { Name: 'people' });
  return { client, model: new CatalogModel(client) };
}

const nodes = (model: CatalogModel) =>
  model.rows.filter((row): row is INodeRow => row.kind !== 'note');
const labels = (model: CatalogModel) => nodes(model).map(row => row.label);
const notes = (model: CatalogModel) =>
  model.rows
    .filter((row): row is INoteRow => row.kind === 'note')
    .map(row => row.note);
const settle = () => new Promise(resolve => setTimeout(resolve, 0));

async function openOrders(model: CatalogModel): Promise<void> {
  await model.store.loadDatabases();
  model.expand(keyOf({ database: 'sales' }));
  await settle();
  model.expand(keyOf({ database: 'sales', table: 'orders' }));
  await settle();
}

describe('CatalogModel', () => {
  it('sends no requests before it is shown', async () => {
    const { client } = makeCatalog();

    await settle();

    expect(client.log).toEqual([]);
  });

  it('loads tables and columns only when their parent is expanded', async () => {
    const { client, model } = makeCatalog();

    await openOrders(model);

    expect(client.log).toEqual(['GetDatabases', 'GetTables', 'GetTable']);
    expect(labels(model)).toEqual([
      'hr',
      'sales',
      'orders',
      'id',
      'address',
      'year',
      'recent'
    ]);
  });

  it('marks views and partition keys', async () => {
    const { model } = makeCatalog();

    await openOrders(model);

    const byLabel = new Map(nodes(model).map(row => [row.label, row]));
    expect(byLabel.get('recent')?.icon).toBe('view');
    expect(byLabel.get('year')?.partitionKey).toBe(true);
    expect(byLabel.get('orders')?.count).toBe(3);
  });

  it('marks deprecated tables that were never expanded', async () => {
    const { client, model } = makeCatalog();
    client.addTable('sales', {
      Name: 'gone',
      Parameters: { DEPRECATED_BY_CRAWLER: 'c' }
    });

    await openOrders(model);

    const details = nodes(model)
      .filter(row => row.kind === 'table')
      .map(row => [row.label, row.detail]);
    expect(details).toContainEqual(['gone', 'deprecated']);
    expect(details).toContainEqual(['orders', '']);
  });

  it('marks a table that a crawler has deprecated', async () => {
    const { client, model } = makeCatalog();
    await openOrders(model);
    client.addTable('sales', {
      Name: 'orders',
      Parameters: { DEPRECATED_BY_CRAWLER: 'c' }
    });

    await applyEvents(model.store, [
      { seq: 1, operation: 'Crawl', resource: 'table/sales/orders' }
    ]);

    const orders = nodes(model).find(row => row.label === 'orders');
    expect(orders?.detail).toBe('deprecated');
  });

  it('expands nested types', async () => {
    const { model } = makeCatalog();
    await openOrders(model);

    model.expand(
      keyOf({ database: 'sales', table: 'orders', column: 'address' })
    );

    expect(labels(model)).toContain('geo');
    expect(nodes(model).find(row => row.label === 'city')?.depth).toBe(3);
  });

  it('gives each row its position among its siblings', async () => {
    const { model } = makeCatalog();

    await openOrders(model);

    const recent = nodes(model).find(row => row.label === 'recent');
    expect([recent?.position, recent?.size, recent?.depth]).toEqual([2, 2, 1]);
  });

  it('shows an error in place, and loads again on retry', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    client.failure = new GlueError('AccessDeniedException', 'No.', 400);

    model.expand(keyOf({ database: 'sales' }));
    await settle();
    const before = notes(model);
    model.retry({ database: 'sales' });
    await settle();

    expect(before).toEqual(['error']);
    expect(notes(model)).toEqual([]);
    expect(labels(model)).toContain('orders');
  });

  it('moves from the loading note to the first table once it has loaded', async () => {
    const { model } = makeCatalog();
    await model.store.loadDatabases();
    model.expand(keyOf({ database: 'sales' }));
    const note = model.rows.find(row => row.kind === 'note');
    model.select(note?.key ?? '', 'only');

    await settle();

    expect(labels(model)).toContain('orders');
    expect(model.active).toBe(keyOf({ database: 'sales', table: 'orders' }));
  });

  it('moves to the next table when the active one is deleted', async () => {
    const { client, model } = makeCatalog();
    await openOrders(model);
    model.collapse(keyOf({ database: 'sales', table: 'orders' }));
    model.select(keyOf({ database: 'sales', table: 'orders' }), 'only');
    const before = labels(model);

    client.tables.delete('sales/orders');
    await model.store.loadTables('sales');

    expect(before).toContain('orders');
    expect(labels(model)).not.toContain('orders');
    expect(model.active).toBe(keyOf({ database: 'sales', table: 'recent' }));
  });

  it('shows views in search results as views', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    const view = { kind: 'table', database: 'sales', table: 'recent' } as const;
    client.hits = [{ ...view, table_kind: 'view' }];

    model.setFilter('rec');
    await model.search();

    expect(nodes(model).at(-1)?.icon).toBe('view');
  });

  it('filters loaded rows at once, and keeps their parents', async () => {
    const { model } = makeCatalog();
    await openOrders(model);

    model.setFilter('addr');

    expect(labels(model)).toEqual(['sales', 'orders', 'address']);
    expect(nodes(model).at(-1)?.match).toEqual([0, 4]);
  });

  it('shows search results in tables that were never expanded', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    client.hits = [
      {
        kind: 'column',
        database: 'hr',
        table: 'people',
        column: 'salary',
        type: 'int'
      }
    ];

    model.setFilter('sal');
    await model.search();

    expect(labels(model)).toEqual(['hr', 'people', 'salary', 'sales']);
  });

  it('adds no column for a hit on a table', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    client.hits = [
      { kind: 'table', database: 'hr', table: 'people', column: null }
    ];

    model.setFilter('peop');
    await model.search();

    expect(labels(model)).toEqual(['hr', 'people']);
  });

  it('shows nested fields that match, in columns of tables that were never expanded', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    client.hits = [
      {
        kind: 'field',
        database: 'hr',
        table: 'people',
        column: 'homes',
        type: 'array<struct<street:string,zip:int>>',
        field: ['element', 'zip']
      }
    ];

    model.setFilter('zip');
    await model.search();

    const shown = nodes(model).map(row => [row.label, row.match]);
    expect(shown).toEqual([
      ['hr', null],
      ['people', null],
      ['homes', null],
      ['element', null],
      ['street', null],
      ['zip', [0, 3]]
    ]);
  });

  it('finds nested fields of loaded tables by their path, before the server answers', async () => {
    const { model } = makeCatalog();
    await openOrders(model);

    model.setFilter('geo.lat');

    expect(labels(model)).toEqual([
      'sales',
      'orders',
      'address',
      'city',
      'geo',
      'lat'
    ]);
  });

  it('says which description matches', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    client.hits = [
      { kind: 'database', database: 'sales', description: 'All that is sold' },
      {
        kind: 'table',
        database: 'hr',
        table: 'people',
        description: 'Everybody who has ever sold anything'
      }
    ];

    model.setFilter('sold');
    await model.search();

    const shown = nodes(model).map(row => [row.label, row.found?.snippet]);
    expect(shown).toEqual([
      ['hr', undefined],
      ['people', '…sold anything'],
      ['sales', '…sold']
    ]);
  });

  it('lists matching columns in the order of the schema', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    const hit = { kind: 'column', database: 'hr', table: 'people' } as const;
    client.hits = [
      { ...hit, column: 'pay', position: 7 },
      { ...hit, column: 'pay_total', position: 2 }
    ];

    model.setFilter('pay');
    await model.search();

    expect(labels(model)).toEqual(['hr', 'people', 'pay_total', 'pay']);
  });

  it('drops hits that no longer match a longer query', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    client.hits = [{ kind: 'table', database: 'hr', table: 'people' }];
    model.setFilter('peo');
    await model.search();

    model.setFilter('peox');

    expect(labels(model)).toEqual([]);
  });

  it('collapses and expands the parents of a match', async () => {
    const { model } = makeCatalog();
    await openOrders(model);
    model.setFilter('addr');

    model.collapse(keyOf({ database: 'sales' }));
    const closed = labels(model);
    model.expand(keyOf({ database: 'sales' }));

    expect(closed).toEqual(['sales']);
    expect(labels(model)).toEqual(['sales', 'orders', 'address']);
  });

  it('selects a range, and adds to it', async () => {
    const { model } = makeCatalog();
    await openOrders(model);

    model.select(keyOf({ database: 'sales', table: 'orders' }), 'only');
    model.select(
      keyOf({ database: 'sales', table: 'orders', column: 'address' }),
      'range'
    );
    model.select(keyOf({ database: 'hr' }), 'toggle');

    expect(model.selectedPaths).toEqual([
      { database: 'hr' },
      { database: 'sales', table: 'orders' },
      { database: 'sales', table: 'orders', column: 'id' },
      { database: 'sales', table: 'orders', column: 'address' }
    ]);
  });

  it('reverses the sort order', async () => {
    const { model } = makeCatalog();
    await model.store.loadDatabases();

    model.ascending = false;

    expect(labels(model)).toEqual(['sales', 'hr']);
  });

  it('collapses everything', async () => {
    const { model } = makeCatalog();
    await openOrders(model);

    model.collapseAll();

    expect(labels(model)).toEqual(['hr', 'sales']);
  });
});

describe('applyEvents', () => {
  const event = (operation: string, resource: string) => ({
    seq: 1,
    operation,
    resource
  });

  it('shows a table that another client has created', async () => {
    const { client, model } = makeCatalog();
    await openOrders(model);
    client.addTable('sales', { Name: 'invoices' });

    await applyEvents(model.store, [
      event('CreateTable', 'table/sales/invoices')
    ]);

    expect(labels(model)).toContain('invoices');
  });

  it('removes what another client has deleted', async () => {
    const { client, model } = makeCatalog();
    await openOrders(model);
    client.tables.delete('sales/recent');
    client.databases.delete('hr');

    await applyEvents(model.store, [
      event('DeleteTable', 'table/sales/recent'),
      event('DeleteDatabase', 'database/hr')
    ]);

    expect(labels(model)).not.toContain('recent');
    expect(labels(model)).not.toContain('hr');
  });

  it('does not load tables of a database that was never expanded', async () => {
    const { client, model } = makeCatalog();
    await model.store.loadDatabases();
    client.log.length = 0;

    await applyEvents(model.store, [event('CreateTable', 'table/hr/new')]);

    expect(client.log).toEqual([]);
  });
});
