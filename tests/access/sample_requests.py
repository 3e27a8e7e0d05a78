"""The smallest valid request of each operation, made from the service model."""

from __future__ import annotations

from typing import Any

from glue_devendpoint.api.model import ServiceModel

NAMES = {
    "DatabaseName": "d",
    "TableName": "t",
    "FunctionName": "f",
    "ConnectionName": "n",
    "CrawlerName": "c",
    "JobName": "j",
    "ResourceArn": "arn:aws:glue:us-east-1:123456789012:database/d",
}
LISTED = {"TablesToDelete": "t", "ConnectionNameList": "n", "CrawlerNames": "c"}
OPTIONAL = {*NAMES, "TableInput", "ConnectionInput"}
WRITTEN_BY_HAND: dict[str, dict[str, Any]] = {
    "PutJobBookmark": {"JobName": "j", "RunId": "r", "Version": 0, "JobBookmark": "{}"},
    "PutResourcePolicy": {"PolicyInJson": "{}"},
}


def sample_request(model: ServiceModel, operation: str) -> dict[str, Any]:
    """Return a request with the required members, and with those that name a resource."""
    if operation in WRITTEN_BY_HAND:
        return WRITTEN_BY_HAND[operation]
    made: dict[str, Any] = _value(model, model.input_shape(operation), "x")
    return made


def _value(model: ServiceModel, shape: dict[str, Any], text: str) -> Any:
    match shape["type"]:
        case "structure":
            wanted = {*shape.get("required", ()), *OPTIONAL}
            return {
                name: _member(model, name, member["shape"])
                for name, member in shape["members"].items()
                if name in wanted
            }
        case "list":
            return [_value(model, model.shape(shape["member"]["shape"]), text)]
        case "map":
            return {}
        case "string":
            return shape.get("enum", [text])[0]
        case "boolean":
            return False
        case _:
            return max(1, shape.get("min", 1))


def _member(model: ServiceModel, name: str, shape: str) -> Any:
    return _value(model, model.shape(shape), NAMES.get(name) or LISTED.get(name, "x"))
