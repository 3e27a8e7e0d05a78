"""Errors on the metastore's wire: what the Glue API refuses becomes a declared exception.

An undeclared one would make Hive's client reconnect and try again, and hide the message.
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
    """An exception of Hive's interface, known by the name of its struct."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def missing(message: str) -> HiveError:
    """Return the error for something that is not there."""
    return HiveError("NoSuchObjectException", message)


def not_possible(message: str) -> HiveError:
    """Return the error for what cannot be done in the present state."""
    return HiveError("InvalidOperationException", message)


def from_client(error: ClientError | BotoCoreError) -> HiveError:
    """Return the metastore's word for what a Glue client raised."""
    if isinstance(error, ClientError):
        found = error.response.get("Error", {})
        code, text = found.get("Code", ""), found.get("Message", "")
        kind = _KINDS.get(code, "MetaException")
        return HiveError(kind, text if kind != "MetaException" else f"{text} ({code})")
    return HiveError("MetaException", f"can't reach the Glue endpoint: {error}")


def is_code(error: ClientError, code: str) -> bool:
    """Tell whether the Glue API answered with this code."""
    return bool(error.response.get("Error", {}).get("Code") == code)
