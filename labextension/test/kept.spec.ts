import { StateDB } from '@jupyterlab/statedb';

import { keepExpanded } from '../src/catalog/kept';
import { CatalogModel } from '../src/catalog/model';
import { keyOf } from '../src/catalog/path';
import { MemoryClient } from './memoryclient';

function makeModel(): { client: MemoryClient; model: CatalogModel } {
  const client = new MemoryClient();
  client.addTable('sales', {
    Name: 'orders',
    StorageDescriptor: { Columns: [{ Name: 'id', Type: 'bigint' }] }
  });
  client.addTable('sales', { Name: 'recent', TableType: 'VIRTUAL_VIEW' });
  client.addTable('hr', { Name: 'people' });
  return { client, model: new CatalogModel(client) };
}

const labels = (model: CatalogModel) =>
  model.rows.flatMap(row => (row.kind === 'note' ? [] : [row.label]));
const settle = () => new Promise(resolve => setTimeout(resolve, 0));

async function openOrders(model: CatalogModel): Promise<void> {
  await model.store.loadDatabases();
  model.expand(keyOf({ database: 'sales' }));
  await settle();
  model.expand(keyOf({ database: 'sales', table: 'orders' }));
  await settle();
}

describe('keepExpanded', () => {
  it('expands the same rows after a reload, and loads them', async () => {
    const state = new StateDB();
    const before = makeModel().model;
    await keepExpanded(before, state);
    await openOrders(before);
    await settle();

    const { model } = makeModel();
    await keepExpanded(model, state);
    model.show();
    await settle();
    await settle();

    expect(labels(model)).toEqual(labels(before));
  });

  it('forgets what was collapsed, and passes over databases that are gone', async () => {
    const state = new StateDB();
    const before = makeModel().model;
    await keepExpanded(before, state);
    before.expandAgain([keyOf({ database: 'gone' })]);
    await openOrders(before);
    before.collapse(keyOf({ database: 'sales', table: 'orders' }));
    await settle();

    const { client, model } = makeModel();
    await keepExpanded(model, state);
    model.show();
    await settle();

    expect(labels(model)).toEqual(['hr', 'sales', 'orders', 'recent']);
    expect(client.log).toEqual(['GetDatabases', 'GetTables']);
  });
});
