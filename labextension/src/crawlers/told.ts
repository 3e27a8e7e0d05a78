/** What crawlers tell about themselves, as short texts. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICrawler } from '../api/crawlershapes';

/** Where a crawler looks. */
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

type Counts = Partial<Record<'ADD' | 'UPDATE' | 'DELETE', { Count: number }>>;

/** The Summary of ListCrawls in words. */
export function summaryOf(
  summary: string | undefined,
  trans: TranslationBundle
): string {
  const found = Private.parse<Record<string, string>>(summary);
  const tables = Private.parse<Counts>(found?.TABLE);
  const partitions = Private.parse<Counts>(found?.PARTITION);
  const told = [
    tables && trans.__('tables %1', Private.counts(tables)),
    partitions && trans.__('partitions %1', Private.counts(partitions))
  ].filter(Boolean);
  return told.length === 0 ? trans.__('Nothing changed') : told.join(', ');
}

namespace Private {
  export function parse<T>(text: string | undefined): T | null {
    try {
      return text ? (JSON.parse(text) as T) : null;
    } catch {
      return null;
    }
  }

  export function counts({ ADD, UPDATE, DELETE }: Counts): string {
    const signs = [
      ['+', ADD],
      ['~', UPDATE],
      ['−', DELETE]
    ] as const;
    return signs
      .filter(([, change]) => change !== undefined)
      .map(([sign, change]) => `${sign}${change?.Count}`)
      .join(' ');
  }
}
