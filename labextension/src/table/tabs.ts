/** The tabs of a table page, in order. */
export const TABS = [
  'schema',
  'preview',
  'profile',
  'partitions',
  'versions',
  'properties'
] as const;

export type Tab = (typeof TABS)[number];

export function isTab(value: unknown): value is Tab {
  return TABS.some(tab => tab === value);
}
