import { CatalogFeed } from '../src/api/feed';
import type { ICatalogEvent, IRecordedEvent } from '../src/api/routes';
import { MemoryClient } from './memoryclient';

function record(seq: number): IRecordedEvent {
  return {
    seq,
    time: 0,
    actor: 'someone',
    operation: 'CreateTable',
    resource: `table/d/t${seq}`,
    before_version: null,
    after_version: '0'
  };
}

const settle = () => new Promise(resolve => setTimeout(resolve, 20));

describe('CatalogFeed', () => {
  it('reports only events that happen after the first read', async () => {
    const client = new MemoryClient();
    client.recorded = [record(1), record(2)];
    const feed = new CatalogFeed({ client, stream: null });
    const told: number[] = [];
    feed.changed.connect((_, events: readonly ICatalogEvent[]) => {
      told.push(...events.map(event => event.seq));
    });

    const first = feed.watch();
    await settle();
    client.recorded.push(record(3));
    first.dispose();
    const second = feed.watch();
    await settle();

    expect(told).toEqual([3]);
    second.dispose();
    feed.dispose();
  });
});
