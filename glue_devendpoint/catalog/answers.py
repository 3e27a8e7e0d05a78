"""Answers: the JSON text of what is stored, put together without reading it."""

from __future__ import annotations

import orjson


def quoted(text: str) -> str:
    """Return a text as a JSON string."""
    return orjson.dumps(text).decode()


def pick(text: str, members: dict[str, str], attributes: list[str]) -> str:
    """Return the JSON of an object with only the members that the attributes name."""
    document = orjson.loads(text)
    wanted = {members[attribute] for attribute in attributes} | {"Name"}
    return orjson.dumps({key: document[key] for key in document if key in wanted}).decode()


def listing(member: str, items: list[str], token: str | None) -> str:
    """Return the JSON of one page of a listing."""
    text = f'{{"{member}":[{",".join(items)}]'
    return f"{text}}}" if token is None else f'{text},"NextToken":"{token}"}}'
