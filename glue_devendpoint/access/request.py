"""The parts of an HTTP request that authentication and dispatch need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WireRequest:
    """An HTTP request as the client sent it: path not decoded, header names in lowercase."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
