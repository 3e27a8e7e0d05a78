/** Short texts about crawlers and crawls. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICrawler } from '../api/crawlershapes';
import type { ICrawl } from '../api/routes';

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

/** Whether a crawl has found no tables and changes nothing. */
export function isEmpty(crawl: ICrawl): boolean {
  const result = crawl.result;
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
        trans._n('%2 new table', '%2 new tables', added, added.toLocaleString())
      ],
      [
        changed,
        trans._n(
          '%2 changed table',
          '%2 changed tables',
          changed,
          changed.toLocaleString()
        )
      ],
      [
        removed,
        trans._n(
          '%2 table removed',
          '%2 tables removed',
          removed,
          removed.toLocaleString()
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
          added.toLocaleString()
        )
      ],
      [
        changed,
        trans._n(
          '%2 changed partition',
          '%2 changed partitions',
          changed,
          changed.toLocaleString()
        )
      ],
      [
        removed,
        trans._n(
          '%2 partition removed',
          '%2 partitions removed',
          removed,
          removed.toLocaleString()
        )
      ]
    ];
  }
}
