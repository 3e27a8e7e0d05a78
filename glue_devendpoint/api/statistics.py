"""Operations on column statistics."""

from __future__ import annotations

import orjson

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, RawJson, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import statistics
from glue_devendpoint.catalog.statistics import Holder
from glue_devendpoint.catalog.work import Work


@operation("UpdateColumnStatisticsForTable", resources=paths.table)
def update_for_table(call: Call) -> Answer:
    """Store statistics of a table's columns."""
    return _update(call)


@operation("GetColumnStatisticsForTable", resources=paths.table, is_quick=True)
def get_for_table(call: Call) -> Answer:
    """Return statistics of a table's columns."""
    return _get(call)


@operation("DeleteColumnStatisticsForTable", resources=paths.table)
def delete_for_table(call: Call) -> Answer:
    """Delete the statistics of a table's column."""
    return _delete(call)


@operation("UpdateColumnStatisticsForPartition", resources=paths.table)
def update_for_partition(call: Call) -> Answer:
    """Store statistics of a partition's columns."""
    return _update(call)


@operation("GetColumnStatisticsForPartition", resources=paths.table, is_quick=True)
def get_for_partition(call: Call) -> Answer:
    """Return statistics of a partition's columns."""
    return _get(call)


@operation("DeleteColumnStatisticsForPartition", resources=paths.table)
def delete_for_partition(call: Call) -> Answer:
    """Delete the statistics of a partition's column."""
    return _delete(call)


def _update(call: Call) -> Answer:
    with writing(call) as work:
        given = call.request["ColumnStatisticsList"]
        return {"Errors": statistics.update_statistics(work, _holder(call, work), given)}


def _get(call: Call) -> Answer:
    with reading(call) as work:
        columns = call.request["ColumnNames"]
        found, errors = statistics.find_statistics(work, _holder(call, work), columns)
    failed = orjson.dumps(errors).decode()
    return RawJson(f'{{"ColumnStatisticsList":[{",".join(found)}],"Errors":{failed}}}')


def _delete(call: Call) -> Answer:
    with writing(call) as work:
        statistics.delete_statistics(work, _holder(call, work), call.request["ColumnName"])
    return {}


def _holder(call: Call, work: Work) -> Holder:
    database, table = call.request["DatabaseName"], call.request["TableName"]
    values = call.request.get("PartitionValues")
    if values is None:
        return statistics.table_holder(work, database, table)
    return statistics.partition_holder(work, database, table, values)
