"""Tags through real clients."""

from __future__ import annotations

from typing import Any

import pytest

ARN = "arn:aws:glue:us-east-1:123456789012:connection/c"


@pytest.fixture
def tagged(glue: Any) -> Any:
    """A client of a catalog with a tagged connection."""
    given = {"Name": "c", "ConnectionType": "NETWORK", "ConnectionProperties": {}}
    glue.create_connection(ConnectionInput=given, Tags={"Team": "red"})
    return glue


def test_tags_are_added_replaced_and_removed_with_their_case(tagged: Any) -> None:
    tagged.tag_resource(ResourceArn=ARN, TagsToAdd={"team": "blue", "Team": "Green"})
    assert tagged.get_tags(ResourceArn=ARN)["Tags"] == {"Team": "Green", "team": "blue"}

    tagged.untag_resource(ResourceArn=ARN, TagsToRemove=["team", "never there"])
    assert tagged.get_tags(ResourceArn=ARN)["Tags"] == {"Team": "Green"}


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:glue:us-east-1:123456789012:connection/nobody",
        "arn:aws:glue:us-east-1:999999999999:connection/c",
        "arn:aws:glue:eu-west-1:123456789012:connection/c",
    ],
)
def test_what_does_not_exist_is_not_found(tagged: Any, arn: str) -> None:
    missing = tagged.exceptions.EntityNotFoundException

    with pytest.raises(missing):
        tagged.get_tags(ResourceArn=arn)
    with pytest.raises(missing):
        tagged.tag_resource(ResourceArn=arn, TagsToAdd={"a": "b"})
    with pytest.raises(missing):
        tagged.untag_resource(ResourceArn=arn, TagsToRemove=["a"])


@pytest.mark.parametrize("path", ["table/d/t", "nothing/x", "catalog", ""])
def test_what_cannot_have_tags_is_invalid(tagged: Any, path: str) -> None:
    arn = f"arn:aws:glue:us-east-1:123456789012:{path}"
    invalid = tagged.exceptions.InvalidInputException

    with pytest.raises(invalid, match=r"can have tags: .*connection"):
        tagged.get_tags(ResourceArn=arn)
    with pytest.raises(invalid):
        tagged.tag_resource(ResourceArn=arn, TagsToAdd={"a": "b"})
    with pytest.raises(invalid):
        tagged.untag_resource(ResourceArn=arn, TagsToRemove=["a"])


def test_a_resource_has_at_most_fifty_tags(tagged: Any) -> None:
    tagged.tag_resource(ResourceArn=ARN, TagsToAdd={f"k{n}": "" for n in range(49)})

    with pytest.raises(tagged.exceptions.ClientError, match="at most 50 tags"):
        tagged.tag_resource(ResourceArn=ARN, TagsToAdd={"one more": ""})


def test_keys_of_aws_are_reserved(tagged: Any) -> None:
    with pytest.raises(tagged.exceptions.InvalidInputException, match="reserved"):
        tagged.tag_resource(ResourceArn=ARN, TagsToAdd={"aws:mine": "x"})
