import type { ICrawlerInput } from '../api/crawlershapes';

/** The fields of the form: what to crawl, and where to put the tables. */
export interface IPlan {
  target: string;
  database: string;
  prefix: string;
  name: string;
}

export type PlanField = keyof IPlan;
export type Problem = 'missing' | 'not-a-place' | 'slash';

/** CreateCrawler requires a role; here a crawl runs with the permissions of whoever starts it. */
const ROLE = 'glue-devendpoint';

/** Validate a plan; return the problems by field. */
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

/** Suggest a crawler name from the last folder of the target. */
export function suggestName(target: string): string {
  const parts = target
    .trim()
    .replace(/^[a-z0-9]+:\/\//i, '')
    .split('/')
    .filter(part => part !== '');
  const last = (parts.at(-1) ?? '').toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
  return last === '' ? '' : `${last}-crawler`;
}

/** Convert a plan to a CreateCrawler request. */
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
