"""Metastore errors: translates errors of the Glue API to declared Thrift exceptions.

An undeclared exception would make Hive's client reconnect, retry and hide the message.
"""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

_KINDS = {
    "EntityNotFoundException": "NoSuchObjectException",
    "AlreadyExistsException": "AlreadyExistsException",
    "InvalidInputException": "InvalidObjectException",
    "ValidationException": "InvalidObjectException",
    "ConcurrentModificationException": "InvalidOperationException",
    "ConflictException": "InvalidOperationException",
}


class HiveError(Exception):
    """An exception of Hive's interface, identified by the name of its struct."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def missing(message: str) -> HiveError:
    """Return the error for something that doesn't exist."""
    return HiveError("NoSuchObjectException", message)


def not_possible(message: str) -> HiveError:
    """Return the error for an operation that isn't possible in the current state."""
    return HiveError("InvalidOperationException", message)


def from_client(error: ClientError | BotoCoreError) -> HiveError:
    """Return the metastore error for an exception of a Glue client."""
    if isinstance(error, ClientError):
        found = error.response.get("Error", {})
        code, text = found.get("Code", ""), found.get("Message", "")
        kind = _KINDS.get(code, "MetaException")
        return HiveError(kind, text if kind != "MetaException" else f"{text} ({code})")
    return HiveError("MetaException", f"can't reach the Glue endpoint: {error}")


def is_code(error: ClientError, code: str) -> bool:
    """Return whether the Glue API returned this code."""
    return bool(error.response.get("Error", {}).get("Code") == code)
