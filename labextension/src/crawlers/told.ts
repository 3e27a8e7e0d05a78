/** Short texts about crawlers and crawls. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICrawler } from '../api/crawlershapes';
import type { ICrawl, ITableChange } from '../api/routes';
import { formatCount, formatTime } from '../format';

/** The sources of a crawler. */
export function placesOf(crawler: ICrawler): string[] {
  const targets = crawler.Targets ?? {};
  const places = [
    ...(targets.S3Targets ?? []).map(({ Path }) => Path),
    ...(targets.JdbcTargets ?? []).map(
      ({ ConnectionName, Path }) => `${ConnectionName ?? ''}: ${Path ?? ''}`
    ),
    ...(targets.CatalogTargets ?? []).flatMap(({ DatabaseName, Tables }) =>
      Tables.map(table => `${DatabaseName}.${table}`)
    ),
    ...(targets.DeltaTargets ?? []).flatMap(each => each.DeltaTables ?? []),
    ...(targets.IcebergTargets ?? []).flatMap(each => each.Paths ?? []),
    ...(targets.DynamoDBTargets ?? []).map(({ Path }) => Path ?? ''),
    ...(targets.MongoDBTargets ?? []).map(({ Path }) => Path ?? '')
  ];
  return places.filter(place => place !== '');
}

/** When a crawler runs by itself; null if only on demand. */
export function scheduleOf(
  crawler: ICrawler,
  trans: TranslationBundle
): string | null {
  const { ScheduleExpression: expression, State: state } =
    crawler.Schedule ?? {};
  if (!expression) {
    return null;
  }
  return state === 'NOT_SCHEDULED'
    ? trans.__('Paused: %1', expression)
    : expression;
}

/** The format of a crawled table, such as "csv, gzip". */
export function formatOf(change: ITableChange): string {
  const parts = [change.format, change.compression];
  return parts.filter(part => part !== null).join(', ');
}

/** Replace the UTC times at the start of the lines of a log by times of the browser's zone. */
export function withLocalTimes(log: string): string {
  return log.replace(
    Private.LINE,
    (_, moment: string, rest: string) =>
      `${formatTime(Date.parse(moment))}  ${rest}`
  );
}

/** Whether a crawl has found no tables and changes nothing. */
export function isEmpty(crawl: ICrawl | null): boolean {
  const result = crawl?.result;
  return result?.tables_found === 0 && result.changes.length === 0;
}

/** How many tables or partitions a crawl has added, changed, and removed. */
export interface IChangeCounts {
  added: number;
  changed: number;
  removed: number;
}

/** Describe the changes of a crawl; '' if there are none. */
export function changesText(
  tables: IChangeCounts,
  partitions: IChangeCounts,
  trans: TranslationBundle
): string {
  return [
    ...Private.tableParts(tables, trans),
    ...Private.partitionParts(partitions, trans)
  ]
    .filter(([count]) => count > 0)
    .map(([, text]) => text)
    .join(' · ');
}

/** Describe the Summary of a ListCrawls entry. */
export function summaryOf(
  summary: string | undefined,
  trans: TranslationBundle
): string {
  const found = Private.parse<Record<string, string>>(summary);
  const text = changesText(
    Private.counts(found?.TABLE),
    Private.counts(found?.PARTITION),
    trans
  );
  return text || trans.__('No changes');
}

namespace Private {
  /** A line with its time and the ID of the run, which isn't shown. */
  export const LINE =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) \[[0-9a-f-]+\] (.*)$/gm;

  export function parse<T>(text: string | undefined): T | null {
    try {
      return text ? (JSON.parse(text) as T) : null;
    } catch {
      return null;
    }
  }

  type Counts = Partial<Record<'ADD' | 'UPDATE' | 'DELETE', { Count: number }>>;

  export function counts(text: string | undefined): IChangeCounts {
    const { ADD, UPDATE, DELETE } = parse<Counts>(text) ?? {};
    return {
      added: ADD?.Count ?? 0,
      changed: UPDATE?.Count ?? 0,
      removed: DELETE?.Count ?? 0
    };
  }

  type CountedText = [count: number, text: string];

  export function tableParts(
    { added, changed, removed }: IChangeCounts,
    trans: TranslationBundle
  ): CountedText[] {
    return [
      [
        added,
        trans._n('%2 new table', '%2 new tables', added, formatCount(added))
      ],
      [
        changed,
        trans._n(
          '%2 changed table',
          '%2 changed tables',
          changed,
          formatCount(changed)
        )
      ],
      [
        removed,
        trans._n(
          '%2 table removed',
          '%2 tables removed',
          removed,
          formatCount(removed)
        )
      ]
    ];
  }

  export function partitionParts(
    { added, changed, removed }: IChangeCounts,
    trans: TranslationBundle
  ): CountedText[] {
    return [
      [
        added,
        trans._n(
          '%2 new partition',
          '%2 new partitions',
          added,
          formatCount(added)
        )
      ],
      [
        changed,
        trans._n(
          '%2 changed partition',
          '%2 changed partitions',
          changed,
          formatCount(changed)
        )
      ],
      [
        removed,
        trans._n(
          '%2 partition removed',
          '%2 partitions removed',
          removed,
          formatCount(removed)
        )
      ]
    ];
  }
}
