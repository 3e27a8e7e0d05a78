"""Answers: assemble responses from stored JSON text without parsing it."""

from __future__ import annotations

import orjson


def quoted(text: str) -> str:
    """Return a text as a JSON string."""
    return orjson.dumps(text).decode()


def pick(text: str, members: dict[str, str], attributes: list[str]) -> str:
    """Return an object as JSON with only the members named by `attributes`."""
    document = orjson.loads(text)
    wanted = {members[attribute] for attribute in attributes} | {"Name"}
    return orjson.dumps({key: document[key] for key in document if key in wanted}).decode()


def listing(member: str, items: list[str], token: str | None) -> str:
    """Return one page of a listing as JSON."""
    text = f'{{"{member}":[{",".join(items)}]'
    return f"{text}}}" if token is None else f'{text},"NextToken":"{token}"}}'
