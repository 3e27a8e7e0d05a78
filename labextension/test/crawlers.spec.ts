import { nullTranslator } from '@jupyterlab/translation';

import { FolderModel } from '../src/crawlers/foldermodel';
import { problemsOf, suggestName } from '../src/crawlers/plan';
import { CrawlersModel } from '../src/crawlers/listmodel';
import { PickerModel } from '../src/crawlers/pickermodel';
import {
  formatOf,
  isEmpty,
  placesOf,
  scheduleOf,
  summaryOf,
  withLocalTimes
} from '../src/crawlers/told';
import type { IFolderLevel, ITableChange } from '../src/api/routes';
import { formatTime } from '../src/format';
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

  it('offers to run the crawler once its preview shows something', async () => {
    const { model } = makeFilled();
    expect(model.canRun).toBe(false);

    await model.tryOut();
    expect(model.canRun).toBe(true);
    await model.run();

    expect(model.canRun).toBe(false);
  });

  it('discards the preview when the plan changes', async () => {
    const { model } = makeFilled();
    await model.tryOut();

    model.set('prefix', 'raw_');

    expect(model.trial.crawl).toBeNull();
  });
});

describe('CrawlersModel', () => {
  it('knows how long the last crawl of each crawler took', async () => {
    const client = new MemoryClient();
    client.crawlers.set('events', { Name: 'events' });
    client.metrics = [{ CrawlerName: 'events', LastRuntimeSeconds: 2.5 }];
    const model = new CrawlersModel(client);

    model.show();
    await model.refresh();

    expect(model.lastDuration('events')).toBe(2.5);
    expect(model.lastDuration('other')).toBeUndefined();
    model.dispose();
  });
});

describe('PickerModel', () => {
  const empty = { files: [], file_count: 0, is_truncated: false };
  const levels: IFolderLevel[] = [
    { ...empty, location: '', parent: null, folders: ['/data/', 's3://lake/'] },
    {
      ...empty,
      location: 's3://lake/',
      parent: null,
      folders: ['Raw', 'sales']
    },
    {
      ...empty,
      location: 's3://lake/sales/',
      parent: 's3://lake/',
      folders: []
    }
  ];
  let model: PickerModel;

  beforeEach(() => {
    const client = new MemoryClient();
    for (const level of levels) {
      client.levels.set(level.location, level);
    }
    model = new PickerModel(client);
  });

  afterEach(() => {
    model.dispose();
  });

  it('goes down from the roots and up again', async () => {
    const places: string[] = [];
    for (const step of [
      () => model.begin(''),
      () => model.enter('s3://lake/'),
      () => model.enter('sales'),
      () => model.leave(),
      () => model.leave(),
      () => model.leave()
    ]) {
      await step();
      places.push(model.chosen);
    }

    expect(places).toEqual([
      '',
      's3://lake/',
      's3://lake/sales/',
      's3://lake/',
      '',
      ''
    ]);
  });

  it('opens the roots and says why if it cannot open the typed location', async () => {
    await model.begin('/typo');

    expect(model.chosen).toBe('');
    expect(model.folders).toEqual(['/data/', 's3://lake/']);
    expect(model.error).toContain('/typo');
  });

  it('stays where it is if a folder cannot be opened', async () => {
    await model.begin('s3://lake/');

    await model.enter('Raw');

    expect(model.chosen).toBe('s3://lake/');
    expect(model.error).toContain('s3://lake/Raw/');
  });

  it('filters the folders until another one is opened', async () => {
    await model.begin('s3://lake/');

    model.narrow('ra');

    expect(model.folders).toEqual(['Raw']);
    await model.leave();
    expect(model.folders).toHaveLength(2);
  });
});

describe('texts about crawlers', () => {
  it('tells the schedule of a crawler, and whether it is paused', () => {
    const ScheduleExpression = 'cron(0 2 * * ? *)';
    const crawler = { Name: 'c' };
    const paused = { ScheduleExpression, State: 'NOT_SCHEDULED' } as const;

    expect(scheduleOf(crawler, trans)).toBeNull();
    expect(
      scheduleOf({ ...crawler, Schedule: { ScheduleExpression } }, trans)
    ).toBe(ScheduleExpression);
    expect(scheduleOf({ ...crawler, Schedule: paused }, trans)).toBe(
      `Paused: ${ScheduleExpression}`
    );
  });

  it('tells the format and the compression of a table', () => {
    const change = { format: 'csv', compression: 'gzip' } as ITableChange;

    expect(formatOf(change)).toBe('csv, gzip');
    expect(formatOf({ ...change, compression: null })).toBe('csv');
    expect(formatOf({ ...change, format: null, compression: null })).toBe('');
  });

  it('shows the times of a log in the time zone of the browser', () => {
    const moment = '2026-01-02T03:04:05.678Z';
    const log = `${moment} [0a-1b] INFO : Crawling x\n  a line without a time\n`;

    expect(withLocalTimes(log)).toBe(
      `${formatTime(Date.parse(moment))}  INFO : Crawling x\n  a line without a time\n`
    );
  });

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
