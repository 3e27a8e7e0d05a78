import type { ICrawlerInput } from '../api/crawlershapes';

/** What the user wants to be crawled, and where the tables go. */
export interface IPlan {
  target: string;
  database: string;
  prefix: string;
  name: string;
}

export type PlanField = keyof IPlan;
export type Problem = 'missing' | 'not-a-place' | 'slash';

/** Crawlers want a role; here a crawl runs with the rights of whoever starts it. */
const ROLE = 'glue-devendpoint';

/** What keeps a plan from being carried out, by field. */
export function problemsOf(plan: IPlan): Partial<Record<PlanField, Problem>> {
  const problems: Partial<Record<PlanField, Problem>> = {};
  for (const field of ['target', 'database', 'name'] as const) {
    if (plan[field].trim() === '') {
      problems[field] = 'missing';
    }
  }
  if (!problems.target && !Private.PLACE.test(plan.target.trim())) {
    problems.target = 'not-a-place';
  }
  if (plan.name.includes('/')) {
    problems.name = 'slash';
  }
  return problems;
}

/** A name for the crawler of a target: what its last folder is called. */
export function suggestName(target: string): string {
  const parts = target
    .trim()
    .replace(/^[a-z0-9]+:\/\//i, '')
    .split('/')
    .filter(part => part !== '');
  const last = (parts.at(-1) ?? '').toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
  return last === '' ? '' : `${last}-crawler`;
}

/** The crawler that carries a plan out. */
export function crawlerOf(plan: IPlan): ICrawlerInput {
  return {
    Name: plan.name.trim(),
    Role: ROLE,
    Targets: { S3Targets: [{ Path: plan.target.trim() }] },
    DatabaseName: plan.database.trim(),
    TablePrefix: plan.prefix.trim()
  };
}

namespace Private {
  /** A bucket, a file URL or an absolute path. */
  export const PLACE = /^(s3[an]?:\/\/[^/]+|file:\/\/\/|\/)/;
}
