/** Types of the Glue API that the front end uses. */

export type Properties = Record<string, string>;

export interface IColumn {
  Name: string;
  Type?: string;
  Comment?: string;
  Parameters?: Properties;
}

export interface ISerDeInfo {
  Name?: string;
  SerializationLibrary?: string;
  Parameters?: Properties;
}

export interface IStorageDescriptor {
  Columns?: IColumn[];
  Location?: string;
  InputFormat?: string;
  OutputFormat?: string;
  Compressed?: boolean;
  NumberOfBuckets?: number;
  SerdeInfo?: ISerDeInfo;
  BucketColumns?: string[];
  SortColumns?: { Column: string; SortOrder: number }[];
  Parameters?: Properties;
  StoredAsSubDirectories?: boolean;
}

export interface IDatabaseInput {
  Name: string;
  Description?: string;
  LocationUri?: string;
  Parameters?: Properties;
}

export interface IDatabase extends IDatabaseInput {
  CreateTime?: number;
  CatalogId?: string;
  TargetDatabase?: { CatalogId?: string; DatabaseName?: string };
}

export interface ITableInput {
  Name: string;
  Description?: string;
  Owner?: string;
  LastAccessTime?: number;
  LastAnalyzedTime?: number;
  Retention?: number;
  StorageDescriptor?: IStorageDescriptor;
  PartitionKeys?: IColumn[];
  ViewOriginalText?: string;
  ViewExpandedText?: string;
  TableType?: string;
  Parameters?: Properties;
  TargetTable?: { CatalogId?: string; DatabaseName?: string; Name?: string };
}

export interface ITable extends ITableInput {
  DatabaseName?: string;
  CreateTime?: number;
  UpdateTime?: number;
  CreatedBy?: string;
  CatalogId?: string;
  VersionId?: string;
}

/** The crawler that has deprecated a table, or null. */
export function deprecatedBy(table: ITableInput): string | null {
  return table.Parameters?.['DEPRECATED_BY_CRAWLER'] ?? null;
}

export interface ITableVersion {
  Table?: ITable;
  VersionId?: string;
}

export interface IPartition {
  Values?: string[];
  DatabaseName?: string;
  TableName?: string;
  CreationTime?: number;
  LastAccessTime?: number;
  StorageDescriptor?: IStorageDescriptor;
  Parameters?: Properties;
}

interface IPaged {
  NextToken?: string;
}

interface IPageRequest extends IPaged {
  MaxResults?: number;
}

/** Request and response of each operation. Other modules add theirs by declaration merging. */
export interface IGlueOperations {
  GetDatabases: {
    request: IPageRequest;
    response: IPaged & { DatabaseList: IDatabase[] };
  };
  GetDatabase: {
    request: { Name: string };
    response: { Database: IDatabase };
  };
  CreateDatabase: {
    request: { DatabaseInput: IDatabaseInput; Tags?: Properties };
    response: object;
  };
  UpdateDatabase: {
    request: { Name: string; DatabaseInput: IDatabaseInput };
    response: object;
  };
  DeleteDatabase: { request: { Name: string }; response: object };
  GetTables: {
    request: IPageRequest & {
      DatabaseName: string;
      Expression?: string;
      AttributesToGet?: ('NAME' | 'TABLE_TYPE')[];
    };
    response: IPaged & { TableList: ITable[] };
  };
  GetTable: {
    request: { DatabaseName: string; Name: string };
    response: { Table: ITable };
  };
  CreateTable: {
    request: { DatabaseName: string; TableInput: ITableInput };
    response: object;
  };
  UpdateTable: {
    request: {
      DatabaseName: string;
      TableInput: ITableInput;
      SkipArchive?: boolean;
      VersionId?: string;
    };
    response: object;
  };
  DeleteTable: {
    request: { DatabaseName: string; Name: string };
    response: object;
  };
  BatchDeleteTable: {
    request: { DatabaseName: string; TablesToDelete: string[] };
    response: {
      Errors?: { TableName?: string; ErrorDetail?: IErrorDetail }[];
    };
  };
  GetTableVersions: {
    request: IPageRequest & { DatabaseName: string; TableName: string };
    response: IPaged & { TableVersions: ITableVersion[] };
  };
  GetPartitions: {
    request: IPageRequest & {
      DatabaseName: string;
      TableName: string;
      Expression?: string;
      ExcludeColumnSchema?: boolean;
    };
    response: IPaged & { Partitions: IPartition[] };
  };
  GetPartition: {
    request: {
      DatabaseName: string;
      TableName: string;
      PartitionValues: string[];
    };
    response: { Partition: IPartition };
  };
}

export interface IErrorDetail {
  ErrorCode?: string;
  ErrorMessage?: string;
}

export type Operation = keyof IGlueOperations;
export type Request<O extends Operation> = IGlueOperations[O]['request'];
export type Response<O extends Operation> = IGlueOperations[O]['response'];

/** Operations with paged results. */
export type PagedOperation = {
  [O in Operation]: Response<O> extends IPaged
    ? 'NextToken' extends keyof Response<O>
      ? O
      : never
    : never;
}[Operation];
