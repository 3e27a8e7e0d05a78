"""The part of Hive's metastore interface that Spark's Hive 2.3 client and similar clients use.

Field numbers, names and types are those of Hive's interface; a test compares them with the
definitions in PyIceberg's `hive` extra.
"""

from __future__ import annotations

from glue_devendpoint.spark.metastore.thrift import compile_service

STRUCTS = """
FieldSchema: 1 string name, 2 string type, 3 string comment
Order: 1 string col, 2 i32 order
SerDeInfo: 1 string name, 2 string serializationLib, 3 map<string,string> parameters
SkewedInfo: 1 list<string> skewedColNames, 2 list<list<string>> skewedColValues
StorageDescriptor: 1 list<FieldSchema> cols, 2 string location, 3 string inputFormat, 4 string outputFormat, 5 bool compressed, 6 i32 numBuckets, 7 SerDeInfo serdeInfo, 8 list<string> bucketCols, 9 list<Order> sortCols, 10 map<string,string> parameters, 11 SkewedInfo skewedInfo, 12 bool storedAsSubDirectories
Database: 1 string name, 2 string description, 3 string locationUri, 4 map<string,string> parameters, 6 string ownerName, 7 i32 ownerType
Table: 1 string tableName, 2 string dbName, 3 string owner, 4 i32 createTime, 5 i32 lastAccessTime, 6 i32 retention, 7 StorageDescriptor sd, 8 list<FieldSchema> partitionKeys, 9 map<string,string> parameters, 10 string viewOriginalText, 11 string viewExpandedText, 12 string tableType, 14 bool temporary
Partition: 1 list<string> values, 2 string dbName, 3 string tableName, 4 i32 createTime, 5 i32 lastAccessTime, 6 StorageDescriptor sd, 7 map<string,string> parameters
EnvironmentContext: 1 map<string,string> properties
ResourceUri: 1 i32 resourceType, 2 string uri
Function: 1 string functionName, 2 string dbName, 3 string className, 4 string ownerName, 5 i32 ownerType, 6 i32 createTime, 7 i32 functionType, 8 list<ResourceUri> resourceUris
GetAllFunctionsResponse: 1 list<Function> functions
TableMeta: 1 string dbName, 2 string tableName, 3 string tableType, 4 string comments
GetTableRequest: 1 string dbName, 2 string tblName
GetTableResult: 1 Table table
GetTablesRequest: 1 string dbName, 2 list<string> tblNames
GetTablesResult: 1 list<Table> tables
AddPartitionsRequest: 1 string dbName, 2 string tblName, 3 list<Partition> parts, 4 bool ifNotExists, 5 bool needResult
AddPartitionsResult: 1 list<Partition> partitions
RequestPartsSpec: 1 list<string> names
DropPartitionsRequest: 1 string dbName, 2 string tblName, 3 RequestPartsSpec parts, 4 bool deleteData, 5 bool ifExists, 8 bool needResult
DropPartitionsResult: 1 list<Partition> partitions
MetaException: 1 string message
NoSuchObjectException: 1 string message
AlreadyExistsException: 1 string message
InvalidObjectException: 1 string message
InvalidOperationException: 1 string message
UnknownDBException: 1 string message
UnknownTableException: 1 string message
ConfigValSecurityException: 1 string message
"""  # noqa: E501

METHODS = """
getName() string
getVersion() string
getStatus() i32
set_ugi(1 string user_name, 2 list<string> group_names) list<string> ! 1 MetaException
shutdown() void
getMetaConf(1 string key) string ! 1 MetaException
setMetaConf(1 string key, 2 string value) void ! 1 MetaException
get_config_value(1 string name, 2 string defaultValue) string ! 1 ConfigValSecurityException
get_databases(1 string pattern) list<string> ! 1 MetaException
get_all_databases() list<string> ! 1 MetaException
get_database(1 string name) Database ! 1 NoSuchObjectException, 2 MetaException
create_database(1 Database database) void ! 1 AlreadyExistsException, 2 InvalidObjectException, 3 MetaException
drop_database(1 string name, 2 bool deleteData, 3 bool cascade) void ! 1 NoSuchObjectException, 2 InvalidOperationException, 3 MetaException
alter_database(1 string dbname, 2 Database db) void ! 1 MetaException, 2 NoSuchObjectException
get_tables(1 string db_name, 2 string pattern) list<string> ! 1 MetaException
get_all_tables(1 string db_name) list<string> ! 1 MetaException
get_tables_by_type(1 string db_name, 2 string pattern, 3 string tableType) list<string> ! 1 MetaException
get_table_meta(1 string db_patterns, 2 string tbl_patterns, 3 list<string> tbl_types) list<TableMeta> ! 1 MetaException
get_table(1 string dbname, 2 string tbl_name) Table ! 1 MetaException, 2 NoSuchObjectException
get_table_req(1 GetTableRequest req) GetTableResult ! 1 MetaException, 2 NoSuchObjectException
get_table_objects_by_name(1 string dbname, 2 list<string> tbl_names) list<Table>
get_table_objects_by_name_req(1 GetTablesRequest req) GetTablesResult ! 1 MetaException, 2 InvalidOperationException, 3 UnknownDBException
get_fields(1 string db_name, 2 string table_name) list<FieldSchema> ! 1 MetaException, 2 UnknownTableException, 3 UnknownDBException
get_fields_with_environment_context(1 string db_name, 2 string table_name, 3 EnvironmentContext environment_context) list<FieldSchema> ! 1 MetaException, 2 UnknownTableException, 3 UnknownDBException
get_schema(1 string db_name, 2 string table_name) list<FieldSchema> ! 1 MetaException, 2 UnknownTableException, 3 UnknownDBException
get_schema_with_environment_context(1 string db_name, 2 string table_name, 3 EnvironmentContext environment_context) list<FieldSchema> ! 1 MetaException, 2 UnknownTableException, 3 UnknownDBException
create_table(1 Table tbl) void ! 1 AlreadyExistsException, 2 InvalidObjectException, 3 MetaException, 4 NoSuchObjectException
create_table_with_environment_context(1 Table tbl, 2 EnvironmentContext environment_context) void ! 1 AlreadyExistsException, 2 InvalidObjectException, 3 MetaException, 4 NoSuchObjectException
drop_table(1 string dbname, 2 string name, 3 bool deleteData) void ! 1 NoSuchObjectException, 2 MetaException
drop_table_with_environment_context(1 string dbname, 2 string name, 3 bool deleteData, 4 EnvironmentContext environment_context) void ! 1 NoSuchObjectException, 2 MetaException
alter_table(1 string dbname, 2 string tbl_name, 3 Table new_tbl) void ! 1 InvalidOperationException, 2 MetaException
alter_table_with_environment_context(1 string dbname, 2 string tbl_name, 3 Table new_tbl, 4 EnvironmentContext environment_context) void ! 1 InvalidOperationException, 2 MetaException
alter_table_with_cascade(1 string dbname, 2 string tbl_name, 3 Table new_tbl, 4 bool cascade) void ! 1 InvalidOperationException, 2 MetaException
truncate_table(1 string dbName, 2 string tableName, 3 list<string> partNames) void ! 1 MetaException
add_partition(1 Partition new_part) Partition ! 1 InvalidObjectException, 2 AlreadyExistsException, 3 MetaException
add_partition_with_environment_context(1 Partition new_part, 2 EnvironmentContext environment_context) Partition ! 1 InvalidObjectException, 2 AlreadyExistsException, 3 MetaException
add_partitions(1 list<Partition> new_parts) i32 ! 1 InvalidObjectException, 2 AlreadyExistsException, 3 MetaException
add_partitions_req(1 AddPartitionsRequest request) AddPartitionsResult ! 1 InvalidObjectException, 2 AlreadyExistsException, 3 MetaException
append_partition(1 string db_name, 2 string tbl_name, 3 list<string> part_vals) Partition ! 1 InvalidObjectException, 2 AlreadyExistsException, 3 MetaException
drop_partition(1 string db_name, 2 string tbl_name, 3 list<string> part_vals, 4 bool deleteData) bool ! 1 NoSuchObjectException, 2 MetaException
drop_partition_with_environment_context(1 string db_name, 2 string tbl_name, 3 list<string> part_vals, 4 bool deleteData, 5 EnvironmentContext environment_context) bool ! 1 NoSuchObjectException, 2 MetaException
drop_partition_by_name(1 string db_name, 2 string tbl_name, 3 string part_name, 4 bool deleteData) bool ! 1 NoSuchObjectException, 2 MetaException
drop_partitions_req(1 DropPartitionsRequest req) DropPartitionsResult ! 1 NoSuchObjectException, 2 MetaException
get_partition(1 string db_name, 2 string tbl_name, 3 list<string> part_vals) Partition ! 1 MetaException, 2 NoSuchObjectException
get_partition_with_auth(1 string db_name, 2 string tbl_name, 3 list<string> part_vals, 4 string user_name, 5 list<string> group_names) Partition ! 1 MetaException, 2 NoSuchObjectException
get_partition_by_name(1 string db_name, 2 string tbl_name, 3 string part_name) Partition ! 1 MetaException, 2 NoSuchObjectException
get_partitions(1 string db_name, 2 string tbl_name, 3 i16 max_parts) list<Partition> ! 1 NoSuchObjectException, 2 MetaException
get_partitions_with_auth(1 string db_name, 2 string tbl_name, 3 i16 max_parts, 4 string user_name, 5 list<string> group_names) list<Partition> ! 1 NoSuchObjectException, 2 MetaException
get_partitions_ps(1 string db_name, 2 string tbl_name, 3 list<string> part_vals, 4 i16 max_parts) list<Partition> ! 1 MetaException, 2 NoSuchObjectException
get_partitions_ps_with_auth(1 string db_name, 2 string tbl_name, 3 list<string> part_vals, 4 i16 max_parts, 5 string user_name, 6 list<string> group_names) list<Partition> ! 1 NoSuchObjectException, 2 MetaException
get_partition_names(1 string db_name, 2 string tbl_name, 3 i16 max_parts) list<string> ! 1 NoSuchObjectException, 2 MetaException
get_partition_names_ps(1 string db_name, 2 string tbl_name, 3 list<string> part_vals, 4 i16 max_parts) list<string> ! 1 MetaException, 2 NoSuchObjectException
get_partitions_by_filter(1 string db_name, 2 string tbl_name, 3 string filter, 4 i16 max_parts) list<Partition> ! 1 MetaException, 2 NoSuchObjectException
get_num_partitions_by_filter(1 string db_name, 2 string tbl_name, 3 string filter) i32 ! 1 MetaException, 2 NoSuchObjectException
get_partitions_by_names(1 string db_name, 2 string tbl_name, 3 list<string> names) list<Partition> ! 1 MetaException, 2 NoSuchObjectException
alter_partition(1 string db_name, 2 string tbl_name, 3 Partition new_part) void ! 1 InvalidOperationException, 2 MetaException
alter_partition_with_environment_context(1 string db_name, 2 string tbl_name, 3 Partition new_part, 4 EnvironmentContext environment_context) void ! 1 InvalidOperationException, 2 MetaException
alter_partitions(1 string db_name, 2 string tbl_name, 3 list<Partition> new_parts) void ! 1 InvalidOperationException, 2 MetaException
alter_partitions_with_environment_context(1 string db_name, 2 string tbl_name, 3 list<Partition> new_parts, 4 EnvironmentContext environment_context) void ! 1 InvalidOperationException, 2 MetaException
rename_partition(1 string db_name, 2 string tbl_name, 3 list<string> part_vals, 4 Partition new_part) void ! 1 InvalidOperationException, 2 MetaException
partition_name_has_valid_characters(1 list<string> part_vals, 2 bool throw_exception) bool ! 1 MetaException
partition_name_to_vals(1 string part_name) list<string> ! 1 MetaException
partition_name_to_spec(1 string part_name) map<string,string> ! 1 MetaException
get_functions(1 string dbName, 2 string pattern) list<string> ! 1 MetaException
get_function(1 string dbName, 2 string funcName) Function ! 1 MetaException, 2 NoSuchObjectException
get_all_functions() GetAllFunctionsResponse ! 1 MetaException
create_function(1 Function func) void ! 1 AlreadyExistsException, 2 InvalidObjectException, 3 MetaException, 4 NoSuchObjectException
drop_function(1 string dbName, 2 string funcName) void ! 1 NoSuchObjectException, 2 MetaException
alter_function(1 string dbName, 2 string funcName, 3 Function newFunc) void ! 1 InvalidOperationException, 2 MetaException
"""  # noqa: E501

HIVE = compile_service(STRUCTS, METHODS)
