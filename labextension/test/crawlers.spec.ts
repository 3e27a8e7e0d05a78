import { nullTranslator } from '@jupyterlab/translation';

import { FolderModel } from '../src/crawlers/foldermodel';
import { problemsOf, suggestName } from '../src/crawlers/plan';
import { isEmpty, placesOf, summaryOf } from '../src/crawlers/told';
import { makeCrawl, MemoryClient } from './memoryclient';

const trans = nullTranslator.load('glue_devendpoint');

function makeFilled(): { client: MemoryClient; model: FolderModel } {
  const client = new MemoryClient();
  const model = new FolderModel(client, 'web');
  model.set('target', 's3://lake/Page Views/');
  return { client, model };
}

describe('a plan', () => {
  it('requires a path, a database, and a name', () => {
    const empty = { target: ' ', database: '', prefix: '', name: '' };

    expect(problemsOf(empty)).toEqual({
      target: 'missing',
      database: 'missing',
      name: 'missing'
    });
  });

  it.each(['s3://lake/', 's3a://lake/x', '/data', 'file:///data'])(
    'accepts %s as a path',
    target => {
      const plan = { target, database: 'd', prefix: '', name: 'n' };

      expect(problemsOf(plan)).toEqual({});
    }
  );

  it('rejects an invalid path and a name with a slash', () => {
    const plan = { target: 'lake/x', database: 'd', prefix: '', name: 'a/b' };

    expect(problemsOf(plan)).toEqual({ target: 'not-a-place', name: 'slash' });
  });

  it('suggests a name based on the last folder', () => {
    expect(suggestName('s3://lake/Page Views/')).toBe('page-views-crawler');
    expect(suggestName('/')).toBe('');
  });
});

describe('FolderModel', () => {
  it('sends no requests while the plan is incomplete', async () => {
    const client = new MemoryClient();
    const model = new FolderModel(client, '');

    await model.tryOut();

    expect(client.log).toEqual([]);
    expect(model.problems.target).toBe('missing');
    model.dispose();
  });

  it('keeps a typed name when the folder changes', () => {
    const { model } = makeFilled();
    model.set('name', 'mine');

    model.set('target', 's3://lake/other/');

    expect(model.plan.name).toBe('mine');
  });

  it('creates the crawler after the preview', async () => {
    const { client, model } = makeFilled();

    await model.tryOut();
    await model.run();

    expect(client.log).toEqual([
      'GetCrawler',
      'dryRun page-views-crawler',
      'CreateCrawler',
      'StartCrawler'
    ]);
    expect(model.crawl.hasSucceeded).toBe(true);
  });

  it('updates an existing crawler', async () => {
    const { client, model } = makeFilled();
    client.crawlers.set('page-views-crawler', { Name: 'page-views-crawler' });

    await model.tryOut();
    await model.run();

    expect(model.isKnown).toBe(true);
    expect(client.log).toContain('UpdateCrawler');
  });

  it('stops a crawl that was canceled while it was starting', async () => {
    const { client, model } = makeFilled();

    const beginning = model.tryOut();
    await model.trial.stop();
    await beginning;

    expect(
      client.log.filter(said => said.startsWith('stopCrawl'))
    ).toHaveLength(1);
  });

  it('discards the preview when the plan changes', async () => {
    const { model } = makeFilled();
    await model.tryOut();

    model.set('prefix', 'raw_');

    expect(model.trial.crawl).toBeNull();
  });
});

describe('texts about crawlers', () => {
  it('distinguishes an empty folder from an unchanged one', () => {
    const result = {
      summary: '{}',
      ...{ tables_created: 0, tables_updated: 0, tables_deleted: 0 },
      ...{ partitions_created: 0, partitions_updated: 0 },
      partitions_deleted: 0,
      changes: [],
      warnings: []
    };

    const empty = makeCrawl('c', { result: { ...result, tables_found: 0 } });
    const same = makeCrawl('c', { result: { ...result, tables_found: 2 } });

    expect(isEmpty(empty)).toBe(true);
    expect(isEmpty(same)).toBe(false);
    expect(isEmpty(makeCrawl('c'))).toBe(false);
  });

  it('lists the sources of every kind of target', () => {
    const Targets = {
      S3Targets: [{ Path: 's3://a/' }],
      JdbcTargets: [{ ConnectionName: 'c', Path: 'db/%' }],
      CatalogTargets: [{ DatabaseName: 'd', Tables: ['t'] }]
    };

    expect(placesOf({ Name: 'x', Targets })).toEqual([
      's3://a/',
      'c: db/%',
      'd.t'
    ]);
  });

  it('describes the counts of a summary', () => {
    const TABLE = JSON.stringify({ ADD: { Count: 2 }, DELETE: { Count: 1 } });

    expect(summaryOf(JSON.stringify({ TABLE }), trans)).toBe(
      '2 new tables · 1 table removed'
    );
    expect(summaryOf('{}', trans)).toBe('No changes');
    expect(summaryOf('not JSON', trans)).toBe('No changes');
  });
});
