import { deletableOf } from '../src/catalog/editing';

const database = 'sales';
const orders = { database, table: 'orders' };
const amount = { ...orders, column: 'amount' };

describe('deletableOf', () => {
  it('deletes columns together with their table', () => {
    expect(deletableOf([orders, amount])).toEqual([orders]);
  });

  it('deletes columns together with their database', () => {
    expect(deletableOf([{ database }, amount])).toEqual([{ database }]);
  });

  it('deletes nothing when a column is selected without its table', () => {
    expect(deletableOf([{ database: 'hr' }, amount])).toEqual([]);
  });
});
