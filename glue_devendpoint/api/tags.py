"""Operations on tags."""

from __future__ import annotations

from glue_devendpoint.api.operations import Answer, Call, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import tags


def tagged_resource(call: Call) -> list[str]:
    """Return the resource of the request's ARN."""
    config = call.endpoint.config
    prefix = f"arn:aws:glue:{config.region}:{config.account_id}:"
    return [call.request["ResourceArn"].removeprefix(prefix)]


@operation("GetTags", resources=tagged_resource, is_quick=True)
def get_tags(call: Call) -> Answer:
    """Return the tags of a resource."""
    with reading(call) as work:
        return {"Tags": tags.tags_of(work, tags.path_of(work, call.request["ResourceArn"]))}


@operation("TagResource", resources=tagged_resource)
def tag_resource(call: Call) -> Answer:
    """Set tags of a resource."""
    with writing(call) as work:
        tags.tag_resource(work, call.request["ResourceArn"], call.request["TagsToAdd"])
    return {}


@operation("UntagResource", resources=tagged_resource)
def untag_resource(call: Call) -> Answer:
    """Remove tags of a resource."""
    with writing(call) as work:
        tags.untag_resource(work, call.request["ResourceArn"], call.request["TagsToRemove"])
    return {}
