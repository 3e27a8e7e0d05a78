"""Spans: the parts of an index that can contain matches for a filter, in order.

An index is a sequence of keys, each made of the encoded values of some columns. A filter restricts
each column to ranges. A walk visits the index span by span and skips keys that can't match. If a
leading column isn't restricted, the walk jumps, under each of its values, directly to the matching
values of the next restricted column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glue_devendpoint.catalog.filters import Filter
from glue_devendpoint.catalog.partition_values import KeyCodec
from glue_devendpoint.catalog.ranges import ALL, VALUES, Ranges, prefix_end


@dataclass(frozen=True, slots=True)
class Span:
    """The keys from `start` (included) to `stop` (excluded)."""

    start: bytes
    stop: bytes
    # In an exact span, every key is within the ranges of every column.
    is_exact: bool
    # The leading values that all its keys share, and where the next span begins.
    shared: tuple[bytes, ...]
    high: bytes


@dataclass(frozen=True, slots=True)
class Walk:
    """A filter's path through an index whose keys contain the columns of `order`."""

    codec: KeyCodec
    order: tuple[int, ...]
    # One per leading column, up to the last restricted one; at least one.
    limits: tuple[Ranges, ...]

    def first(self) -> Span | None:
        """Return the first span."""
        return self._from((), b"")

    def after(self, span: Span) -> Span | None:
        """Return the span after this one."""
        return self._from(span.shared, span.high)

    def at(self, key: bytes) -> Span | None:
        """Return the span that contains a key, or else the next span."""
        parts = self.codec.split(key, self.order)
        last = len(self.limits) - 1
        for level, (part, limit) in enumerate(zip(parts, self.limits, strict=False)):
            interval = limit.first_above(part)
            is_inside_point = interval is not None and interval.is_point and interval.low == part
            if level == last or not is_inside_point:
                return self._from(parts[:level], part)
        return None

    def misfit(self, parts: Sequence[bytes]) -> int | None:
        """Return the first leading column whose value is outside its ranges."""
        for level, limit in enumerate(self.limits):
            if parts[level] not in limit:
                return level
        return None

    def beyond(self, parts: tuple[bytes, ...], misfit: int) -> Span | None:
        """Return the first span after a key whose `misfit` column is outside its ranges."""
        return self._from(parts[:misfit], parts[misfit])

    def _from(self, shared: tuple[bytes, ...], floor: bytes) -> Span | None:
        """Return the first span with these leading values whose next value is at least `floor`."""
        while True:
            level = len(shared)
            interval = self.limits[level].first_above(floor)
            if interval is None:
                if not shared:
                    return None
                shared, floor = shared[:-1], prefix_end(shared[-1])
                continue
            is_last = level == len(self.limits) - 1
            if interval.is_point and not is_last:
                shared, floor = (*shared, interval.low), b""
                continue
            prefix = b"".join(shared)
            return Span(
                prefix + interval.low, prefix + interval.high, is_last, shared, interval.high
            )


def walk_of(
    filter_: Filter | None, codec: KeyCodec, order: tuple[int, ...], *, has_odd: bool
) -> Walk:
    """Return a filter's walk through an index; skip odd values if there are none."""
    limits = [ALL if filter_ is None else filter_.may_hold(column) for column in order]
    while len(limits) > 1 and limits[-1] is ALL:
        limits.pop()
    if not has_odd:
        limits = [limit if limit is ALL else limit & VALUES for limit in limits]
    return Walk(codec, order, tuple(limits))


def narrowness(walk: Walk) -> float:
    """Return how selective the walk is; a higher score means fewer keys to read."""
    score = 0.0
    for limit in walk.limits:
        if limit is ALL:
            return score
        if not all(interval.is_point for interval in limit.intervals):
            return score + 0.5
        score += 1
    return score
