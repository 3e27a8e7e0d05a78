import { deletableOf } from '../src/catalog/editing';

const database = 'sales';
const orders = { database, table: 'orders' };
const amount = { ...orders, column: 'amount' };

describe('deletableOf', () => {
  it('lets columns go with their table', () => {
    expect(deletableOf([orders, amount])).toEqual([orders]);
  });

  it('lets columns go with their database', () => {
    expect(deletableOf([{ database }, amount])).toEqual([{ database }]);
  });

  it('deletes nothing when a column is meant by itself', () => {
    expect(deletableOf([{ database: 'hr' }, amount])).toEqual([]);
  });
});
