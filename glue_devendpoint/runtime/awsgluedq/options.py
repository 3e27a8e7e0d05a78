"""Reads and validates the options of EvaluateDataQuality.

Mirrors AWS: unknown options are ignored, because AWS adds new ones. Invalid values raise an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awsgluedq.errors import DataQualityError

_COMPOSITE = "compositeRuleEvaluation.method"
_CACHING = "performanceTuning.caching"
_PREFIX = "resultsS3Prefix"


@dataclass(frozen=True, slots=True)
class PublishingOptions:
    """Where to write results."""

    context: str = "default_context"
    publishes: bool = True
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class AdditionalOptions:
    """How to evaluate rules."""

    composites_by_row: bool = False
    caches_input: bool = False


def publishing_options(given: Mapping[str, Any] | None) -> PublishingOptions:
    """Read `publishing_options`."""
    options = dict(given or {})
    prefix = options.get(_PREFIX) or ""
    if not isinstance(prefix, str):
        raise DataQualityError(f"{_PREFIX} must be a path such as s3://bucket/folder")
    return PublishingOptions(
        str(options.get("dataQualityEvaluationContext") or "default_context"),
        _flag(options, "enableDataQualityResultsPublishing", default=True),
        prefix if "://" in prefix or prefix.startswith("/") or not prefix else f"s3://{prefix}",
    )


def additional_options(given: Mapping[str, Any] | None) -> AdditionalOptions:
    """Read `additional_options`."""
    options = dict(given or {})
    method = _choice(options, _COMPOSITE, ("COLUMN", "ROW"))
    caching = _choice(options, _CACHING, ("CACHE_NOTHING", "CACHE_INPUT"))
    return AdditionalOptions(method == "ROW", caching == "CACHE_INPUT")


def _flag(options: Mapping[str, Any], name: str, default: bool) -> bool:
    value = options.get(name, default)
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise DataQualityError(f"{name} must be true or false, not {value!r}")


def _choice(options: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = str(options.get(name, known[0])).upper()
    if value not in known:
        raise DataQualityError(f"{name} must be one of {', '.join(known)}, not {options[name]!r}")
    return value
