import { GlueError } from '../src/api/errors';
import { schemaRows } from '../src/table/columns';
import { followEvents } from '../src/table/follow';
import { TableModel } from '../src/table/model';
import { titlesOf } from '../src/table/titles';
import { diffVersions } from '../src/table/versiondiff';
import { MemoryClient } from './memoryclient';

function makeTable(): { client: MemoryClient; model: TableModel } {
  const client = new MemoryClient();
  client.addTable('sales', {
    Name: 'orders',
    StorageDescriptor: { Columns: [{ Name: 'id', Type: 'int' }] },
    PartitionKeys: [{ Name: 'year', Type: 'int' }]
  });
  return { client, model: new TableModel(client, 'sales', 'orders') };
}

describe('TableModel', () => {
  it('loads each tab only when it is opened', async () => {
    const { client, model } = makeTable();

    await model.show();
    const before = [...client.log];
    model.openTab('versions');
    await model.show();

    expect(before).toEqual(['GetTable']);
    expect(client.log).toEqual(['GetTable', 'GetTableVersions']);
  });

  it('profiles again, once its profile is shown, what was profiled before a reload', async () => {
    const before = makeTable().model;
    await before.show();
    await before.runProfile();
    const { client, model } = makeTable();

    model.profileAgain();
    await model.show();
    const early = [...client.log];
    model.openTab('profile');
    await model.show();

    expect(before.isProfiled).toBe(true);
    expect(early).toEqual(['GetTable']);
    expect(model.profile.value).not.toBeNull();
  });

  it('requests the number of rows from the settings', async () => {
    const client = new MemoryClient();
    client.addTable('sales', { Name: 'orders' });
    const model = new TableModel(client, 'sales', 'orders', () => 7);

    await model.runPreview();

    expect(client.log).toContain('preview 7');
    model.dispose();
  });

  it('reloads partitions when the table changes', async () => {
    const { client, model } = makeTable();
    await model.show();
    await model.loadPartitions('');

    await model.onChanged();

    expect(client.log.filter(name => name === 'GetPartitions')).toHaveLength(2);
  });

  it('reads the shown rows again when the table changes, and discards the profile', async () => {
    const { client, model } = makeTable();
    await model.show();
    await model.runProfile();
    model.openTab('preview');
    await model.show();

    await model.onChanged();

    const previews = client.log.filter(name => name.startsWith('preview'));
    expect(previews).toHaveLength(2);
    expect(model.preview.value).not.toBeNull();
    expect(model.profile.isIdle).toBe(true);
  });

  it('discards the rows of a hidden preview, and profiles the shown table again', async () => {
    const { client, model } = makeTable();
    await model.show();
    await model.runPreview();
    model.openTab('profile');
    await model.runProfile();

    await model.onChanged();

    expect(model.preview.isIdle).toBe(true);
    expect(client.log.filter(name => name === 'profile')).toHaveLength(2);
  });

  it('follows its database to another name', async () => {
    const { client, model } = makeTable();
    await model.show();
    const tables = client.tables.get('sales/orders') ?? [];
    client.tables.clear();
    client.tables.set(
      'store/orders',
      tables.map(table => ({ ...table, DatabaseName: 'store' }))
    );

    await followEvents(model, [
      {
        seq: 1,
        operation: 'UpdateDatabase',
        resource: 'database/store',
        detail: { renamed_from: 'sales' }
      }
    ]);

    expect(model.database).toBe('store');
    expect(model.isGone).toBe(false);
    expect(model.table.value?.DatabaseName).toBe('store');
  });

  it('saves a column change as a new version', async () => {
    const { model } = makeTable();
    await model.show();

    await model.editColumn('year', { Comment: 'of the order' });

    expect(model.table.value?.VersionId).toBe('1');
    expect(model.table.value?.PartitionKeys?.[0]?.Comment).toBe('of the order');
    expect(model.table.value?.StorageDescriptor?.Columns).toEqual([
      { Name: 'id', Type: 'int' }
    ]);
  });

  it('rejects an edit of a table that has changed, and loads the latest version', async () => {
    const { client, model } = makeTable();
    await model.show();
    client.addTable('sales', {
      Name: 'orders',
      Description: 'by someone else'
    });

    const edit = model.editColumn('id', { Type: 'bigint' });

    await expect(edit).rejects.toMatchObject({
      code: GlueError.CONCURRENT_MODIFICATION
    });
    expect(model.table.value?.Description).toBe('by someone else');
  });

  it('restores an old version as a new one', async () => {
    const { client, model } = makeTable();
    await model.show();
    const old = model.table.value;
    await model.editColumn('id', { Type: 'bigint' });

    await model.restore(old as NonNullable<typeof old>);

    expect(model.table.value?.VersionId).toBe('2');
    expect(model.table.value?.StorageDescriptor?.Columns?.[0]?.Type).toBe(
      'int'
    );
    expect(
      client.log.filter(operation => operation === 'UpdateTable')
    ).toHaveLength(2);
  });

  it('detects that the table was deleted', async () => {
    const { client, model } = makeTable();
    await model.show();
    client.tables.clear();

    await model.onChanged();

    expect(model.isGone).toBe(true);
  });

  it('shows a filter error and keeps the partitions', async () => {
    const { client, model } = makeTable();
    model.openTab('partitions');
    await model.show();
    client.failure = new GlueError(
      'InvalidInputException',
      'Unsupported.',
      400
    );

    await model.loadPartitions('nonsense');

    expect(model.partitions.error).toBe('Unsupported.');
    expect(model.partitions.value?.partitions).toHaveLength(1);
  });
});

describe('diffVersions', () => {
  it('distinguishes added, removed, and changed columns and properties', () => {
    const changes = diffVersions(
      {
        Name: 't',
        StorageDescriptor: {
          Columns: [
            { Name: 'a', Type: 'int' },
            { Name: 'b', Type: 'int' }
          ]
        },
        Parameters: { x: '1' }
      },
      {
        Name: 't',
        StorageDescriptor: {
          Columns: [
            { Name: 'a', Type: 'bigint' },
            { Name: 'c', Type: 'int' }
          ]
        },
        Parameters: { x: '2' }
      }
    );

    expect(changes).toEqual([
      { area: 'column', name: 'a', before: 'int', after: 'bigint' },
      { area: 'column', name: 'b', before: 'int', after: null },
      { area: 'column', name: 'c', before: null, after: 'int' },
      { area: 'property', name: 'x', before: '1', after: '2' }
    ]);
  });

  it('detects that the column order changed', () => {
    const table = (...names: string[]) => ({
      Name: 't',
      StorageDescriptor: { Columns: names.map(Name => ({ Name, Type: 'int' })) }
    });

    expect(diffVersions(table('a', 'b'), table('b', 'a'))).toEqual([
      { area: 'column', name: '*', before: 'a, b', after: 'b, a' }
    ]);
  });
});

describe('schemaRows', () => {
  it('expands a struct in place and keeps partition keys last', () => {
    const rows = schemaRows(
      {
        Name: 't',
        StorageDescriptor: {
          Columns: [
            { Name: 's', Type: 'struct<a:int,b:string>' },
            { Name: 'z', Type: 'int' }
          ]
        },
        PartitionKeys: [{ Name: 'year', Type: 'int' }]
      },
      { filter: '', expanded: new Set(['s']) }
    );

    expect(rows.map(row => [row.name, row.depth])).toEqual([
      ['s', 0],
      ['a', 1],
      ['b', 1],
      ['z', 0],
      ['year', 0]
    ]);
  });
});

describe('titlesOf', () => {
  it('adds the database where two tables have one name', () => {
    const titles = titlesOf([
      { database: 'sales', name: 'orders' },
      { database: 'archive', name: 'orders' },
      { database: 'sales', name: 'customers' }
    ]);

    expect(titles).toEqual(['orders (sales)', 'orders (archive)', 'customers']);
  });
});
