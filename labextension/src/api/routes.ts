/** Request and response types of the server's own routes, which cover what the Glue API doesn't. */

export interface IHealth {
  status: string;
  version: string;
  account_id: string;
  region: string;
  database: string;
}

export interface ISearchHit {
  kind: 'database' | 'table' | 'column' | 'field';
  database: string;
  table?: string | null;
  column?: string | null;
  /** The type of the column. */
  type?: string | null;
  partition_key?: boolean | null;
  table_kind?: 'table' | 'view' | 'link' | null;
  /** The path of a nested field inside the column. */
  field?: string[] | null;
  /** The column's position in the schema, from 0. */
  position?: number | null;
  /** The description or comment, if the text was found there and not in the name. */
  description?: string | null;
}

export interface ISearchResult {
  hits: ISearchHit[];
  truncated: boolean;
}

/** What is wrong with a column type, and at which character, from 0. */
export interface ITypeProblem {
  problem: string;
  position?: number;
}

export interface ICatalogEvent {
  seq: number;
  operation: string;
  resource: string;
  detail?: { renamed_from?: string } | null;
}

export interface IRecordedEvent extends ICatalogEvent {
  time: number;
  actor: string;
  before_version: string | null;
  after_version: string | null;
}

export interface IEventPage {
  events: IRecordedEvent[];
  next: number;
}

export type Cell =
  string | number | boolean | null | Cell[] | { [key: string]: Cell };

export interface IPreviewRequest {
  database: string;
  table: string;
  partition: Record<string, string> | null;
  limit: number;
}

export interface IPreview {
  columns: { name: string; type: string }[];
  rows: Cell[][];
  truncated: boolean;
  files_read: number;
  bytes_read: number;
  elapsed_ms: number;
  note?: string | null;
}

export interface IProfileRequest {
  database: string;
  table: string;
  partition: Record<string, string> | null;
  columns: string[] | null;
}

export interface IColumnProfile {
  name: string;
  type: string;
  rows: number;
  nulls: number;
  distinct: number | null;
  distinct_is_approximate: boolean;
  min: Cell;
  max: Cell;
  /** Of the finite numbers; null or empty if there are none. */
  mean: Cell;
  stddev: Cell;
  quantiles: { share: number; value: number }[];
  top: { value: Cell; count: number }[];
  histogram: { low: number | string; high: number | string; count: number }[];
}

export interface IProfile {
  columns: IColumnProfile[];
  sampled: { method: string; rows: number; of_files: number };
}

/** What a location contains: the folders that can be crawled, and examples of its files. */
export interface IFolderLevel {
  location: string;
  /** The location above, or null for the list of data folders and buckets. */
  parent: string | null;
  /** Names, or without a location, the locations of data folders and buckets. */
  folders: string[];
  files: string[];
  file_count: number;
  is_truncated: boolean;
}

export interface ICrawlProgress {
  listed: number;
  /** How many of the listed files are opened; `classified` of them are done. */
  wanted: number;
  classified: number;
  unchanged: number;
  tables: number;
}

export interface IColumnChange {
  name: string;
  before: string | null;
  after: string | null;
}

export interface ITableChange {
  table: string;
  action: 'create' | 'update' | 'deprecate' | 'delete' | 'keep';
  format: string | null;
  compression: string | null;
  /** How many files the table has, if that is known. */
  files: number | null;
  columns: IColumnChange[];
  /** Everything else that is overwritten, by its path in the Glue API. */
  properties: IColumnChange[];
  partitions_added: number;
  partitions_updated: number;
  partitions_deleted: number;
  notes: string[];
}

/** The changes of a crawl, or the changes that a dry run predicts. */
export interface ICrawlResult {
  summary: string;
  tables_created: number;
  tables_updated: number;
  tables_deleted: number;
  partitions_created: number;
  partitions_updated: number;
  partitions_deleted: number;
  tables_found: number;
  changes: ITableChange[];
  warnings: string[];
}

export interface ICrawl {
  run_id: string;
  crawler: string;
  is_dry: boolean;
  state: 'QUEUED' | 'STARTING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'STOPPED';
  is_stopping: boolean;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  progress: Partial<ICrawlProgress> | null;
  result: ICrawlResult | null;
  error: string | null;
}

export interface ILogPiece {
  text: string;
  next: number;
  is_complete: boolean;
}
