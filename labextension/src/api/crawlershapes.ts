/** Request and response types of Glue's crawler operations. */

export interface ICrawlerTargets {
  S3Targets?: { Path: string; Exclusions?: string[] }[];
  JdbcTargets?: { ConnectionName?: string; Path?: string }[];
  CatalogTargets?: { DatabaseName: string; Tables: string[] }[];
  DeltaTargets?: { DeltaTables?: string[] }[];
  IcebergTargets?: { Paths?: string[] }[];
  DynamoDBTargets?: { Path?: string }[];
  MongoDBTargets?: { Path?: string }[];
}

export interface ICrawlerInput {
  Name: string;
  Role: string;
  Targets: ICrawlerTargets;
  DatabaseName: string;
  TablePrefix?: string;
}

export interface ICrawler extends Partial<ICrawlerInput> {
  Name: string;
  State?: 'READY' | 'RUNNING' | 'STOPPING';
  LastCrawl?: {
    Status?: 'SUCCEEDED' | 'CANCELLED' | 'FAILED';
    ErrorMessage?: string;
    StartTime?: number;
  };
  Schedule?: {
    ScheduleExpression?: string;
    State?: 'SCHEDULED' | 'NOT_SCHEDULED' | 'TRANSITIONING';
  };
}

export interface ICrawlerMetrics {
  CrawlerName: string;
  LastRuntimeSeconds?: number;
}

export interface ICrawlEntry {
  CrawlId: string;
  State?: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'STOPPED';
  StartTime?: number;
  EndTime?: number;
  /** Counts and names, as nested JSON strings. */
  Summary?: string;
  ErrorMessage?: string;
}

interface INamed {
  Name: string;
}

declare module './shapes' {
  interface IGlueOperations {
    GetCrawler: { request: INamed; response: { Crawler: ICrawler } };
    GetCrawlers: {
      request: { NextToken?: string };
      response: { Crawlers: ICrawler[]; NextToken?: string };
    };
    GetCrawlerMetrics: {
      request: { NextToken?: string };
      response: { CrawlerMetricsList: ICrawlerMetrics[]; NextToken?: string };
    };
    CreateCrawler: { request: ICrawlerInput; response: object };
    UpdateCrawler: { request: ICrawlerInput; response: object };
    DeleteCrawler: { request: INamed; response: object };
    StartCrawler: { request: INamed; response: object };
    StopCrawler: { request: INamed; response: object };
    ListCrawls: {
      request: {
        CrawlerName: string;
        MaxResults?: number;
        NextToken?: string;
      };
      response: { Crawls: ICrawlEntry[]; NextToken?: string };
    };
  }
}
