"""Operations on partitions and partition indexes."""

from __future__ import annotations

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, RawJson, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import index_builds, partition_indexes, partitions
from glue_devendpoint.catalog.answers import listing
from glue_devendpoint.catalog.partition_search import PAGE, Segment, list_partitions
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import InvalidInput


@operation("CreatePartition", resources=paths.table)
def create_partition(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        partitions.create_partition(work, *_table(request), request["PartitionInput"])
    return {}


@operation("BatchCreatePartition", resources=paths.table)
def batch_create_partition(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        errors = partitions.create_partitions(work, *_table(request), request["PartitionInputList"])
    return {"Errors": errors}


@operation("GetPartition", resources=paths.table, is_quick=True)
def get_partition(call: Call) -> Answer:
    request = call.request
    with reading(call) as work:
        text = partitions.get_partition(work, *_table(request), request["PartitionValues"])
    return RawJson(f'{{"Partition":{text}}}')


@operation("GetPartitions", resources=paths.table)
def get_partitions(call: Call) -> Answer:
    request = call.request
    with reading(call) as work:
        items, token = list_partitions(
            work,
            *_table(request),
            expression=request.get("Expression"),
            segment=_segment(request.get("Segment")),
            limit=request.get("MaxResults", PAGE),
            token=request.get("NextToken"),
            without_columns=request.get("ExcludeColumnSchema", False),
        )
    return RawJson(listing("Partitions", items, token))


@operation("BatchGetPartition", resources=paths.table)
def batch_get_partition(call: Call) -> Answer:
    request = call.request
    wanted = [each["Values"] for each in request["PartitionsToGet"]]
    with reading(call) as work:
        items = partitions.get_partitions(work, *_table(request), wanted)
    return RawJson(f'{{"Partitions":[{",".join(items)}],"UnprocessedKeys":[]}}')


@operation("UpdatePartition", resources=paths.table)
def update_partition(call: Call) -> Answer:
    request = call.request
    values, partition_input = request["PartitionValueList"], request["PartitionInput"]
    with writing(call) as work:
        partitions.update_partition(work, *_table(request), values, partition_input)
    return {}


@operation("BatchUpdatePartition", resources=paths.table)
def batch_update_partition(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        errors = partitions.update_partitions(work, *_table(request), request["Entries"])
    return {"Errors": errors}


@operation("DeletePartition", resources=paths.table)
def delete_partition(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        partitions.delete_partition(work, *_table(request), request["PartitionValues"])
    return {}


@operation("BatchDeletePartition", resources=paths.table)
def batch_delete_partition(call: Call) -> Answer:
    request = call.request
    wanted = [each["Values"] for each in request["PartitionsToDelete"]]
    with writing(call) as work:
        errors = partitions.delete_partitions(work, *_table(request), wanted)
    return {"Errors": errors}


@operation("CreatePartitionIndex", resources=paths.table)
def create_partition_index(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        partition_indexes.create_index(work, *_table(request), request["PartitionIndex"])
    call.endpoint.index_builds.wake()
    return {}


@operation("GetPartitionIndexes", resources=paths.table)
def get_partition_indexes(call: Call) -> Answer:
    with reading(call) as work:
        found = partition_indexes.describe_indexes(work, *_table(call.request))
    if any(each["IndexStatus"] in index_builds.PENDING for each in found):
        call.endpoint.index_builds.wake()  # a host may have stopped before finishing
    return {"PartitionIndexDescriptorList": found}


@operation("DeletePartitionIndex", resources=paths.table)
def delete_partition_index(call: Call) -> Answer:
    request = call.request
    with writing(call) as work:
        partition_indexes.delete_index(work, *_table(request), request["IndexName"])
    call.endpoint.index_builds.wake()
    return {}


def _table(request: Json) -> tuple[str, str]:
    return request["DatabaseName"], request["TableName"]


def _segment(segment: Json | None) -> Segment | None:
    if segment is None:
        return None
    number, total = segment["SegmentNumber"], segment["TotalSegments"]
    if number >= total:
        raise InvalidInput(f"SegmentNumber {number} must be less than TotalSegments {total}.")
    return Segment(number, total)
