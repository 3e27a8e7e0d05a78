import { nullTranslator } from '@jupyterlab/translation';

import { FolderModel } from '../src/crawlers/foldermodel';
import { problemsOf, suggestName } from '../src/crawlers/plan';
import { placesOf, summaryOf } from '../src/crawlers/told';
import { MemoryClient } from './memoryclient';

const trans = nullTranslator.load('glue_devendpoint');

function makeFilled(): { client: MemoryClient; model: FolderModel } {
  const client = new MemoryClient();
  const model = new FolderModel(client, 'web');
  model.set('target', 's3://lake/Page Views/');
  return { client, model };
}

describe('a plan', () => {
  it('needs a place, a database and a name', () => {
    const empty = { target: ' ', database: '', prefix: '', name: '' };

    expect(problemsOf(empty)).toEqual({
      target: 'missing',
      database: 'missing',
      name: 'missing'
    });
  });

  it.each(['s3://lake/', 's3a://lake/x', '/data', 'file:///data'])(
    'takes %s for a place',
    target => {
      const plan = { target, database: 'd', prefix: '', name: 'n' };

      expect(problemsOf(plan)).toEqual({});
    }
  );

  it('refuses what is no place, and a name with a slash', () => {
    const plan = { target: 'lake/x', database: 'd', prefix: '', name: 'a/b' };

    expect(problemsOf(plan)).toEqual({ target: 'not-a-place', name: 'slash' });
  });

  it('suggests a name from the last folder', () => {
    expect(suggestName('s3://lake/Page Views/')).toBe('page-views-crawler');
    expect(suggestName('/')).toBe('');
  });
});

describe('FolderModel', () => {
  it('asks the server for nothing while the plan is not whole', async () => {
    const client = new MemoryClient();
    const model = new FolderModel(client, '');

    await model.tryOut();

    expect(client.log).toEqual([]);
    expect(model.problems.target).toBe('missing');
  });

  it('keeps a name that was typed when the folder changes', () => {
    const { model } = makeFilled();
    model.set('name', 'mine');

    model.set('target', 's3://lake/other/');

    expect(model.plan.name).toBe('mine');
  });

  it('creates the crawler after trying it out', async () => {
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

  it('changes a crawler that was there before', async () => {
    const { client, model } = makeFilled();
    client.crawlers.set('page-views-crawler', { Name: 'page-views-crawler' });

    await model.tryOut();
    await model.run();

    expect(model.isKnown).toBe(true);
    expect(client.log).toContain('UpdateCrawler');
  });

  it('stops on the server what was cancelled while it began', async () => {
    const { client, model } = makeFilled();

    const beginning = model.tryOut();
    await model.trial.stop();
    await beginning;

    expect(
      client.log.filter(said => said.startsWith('stopCrawl'))
    ).toHaveLength(1);
  });

  it('forgets what was tried out when the plan changes', async () => {
    const { model } = makeFilled();
    await model.tryOut();

    model.set('prefix', 'raw_');

    expect(model.trial.crawl).toBeNull();
  });
});

describe('what crawlers tell', () => {
  it('names the places of every kind of target', () => {
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

  it('puts the counts of a summary into words', () => {
    const TABLE = JSON.stringify({ ADD: { Count: 2 }, DELETE: { Count: 1 } });

    expect(summaryOf(JSON.stringify({ TABLE }), trans)).toBe('tables +2 −1');
    expect(summaryOf('{}', trans)).toBe('Nothing changed');
    expect(summaryOf('not JSON', trans)).toBe('Nothing changed');
  });
});
