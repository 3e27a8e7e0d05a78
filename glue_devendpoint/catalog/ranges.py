"""Ranges: sets of encoded values, stored as sorted, disjoint, half-open intervals of bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from glue_devendpoint.catalog.partition_values import ODD, TOP


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The values encoded from `low` (included) to `high` (excluded)."""

    low: bytes
    high: bytes
    is_point: bool = False


@dataclass(frozen=True, slots=True)
class Ranges:
    """A set of encoded values."""

    intervals: tuple[Interval, ...]
    lows: tuple[bytes, ...]

    def __contains__(self, encoded: bytes) -> bool:
        at = bisect_right(self.lows, encoded) - 1
        return at >= 0 and encoded < self.intervals[at].high

    def __and__(self, other: Ranges) -> Ranges:
        if self is ALL:
            return other
        if other is ALL:
            return self
        met: list[Interval] = []
        mine, theirs = list(self.intervals), list(other.intervals)
        i = j = 0
        while i < len(mine) and j < len(theirs):
            a, b = mine[i], theirs[j]
            low, high = max(a.low, b.low), min(a.high, b.high)
            if low < high:
                # A point is either entirely inside a range or entirely outside.
                met.append(Interval(low, high, a.is_point or b.is_point))
            if a.high <= b.high:
                i += 1
            else:
                j += 1
        return ranges(met)

    def __or__(self, other: Ranges) -> Ranges:
        return union((self, other))

    def complement(self) -> Ranges:
        """Return every valid value that isn't in the set."""
        gaps: list[Interval] = []
        low = b""
        for interval in self.intervals:
            if low < interval.low:
                gaps.append(Interval(low, interval.low))
            low = interval.high
        if low < ODD:
            gaps.append(Interval(low, ODD))
        return ranges(gaps)

    def first_above(self, floor: bytes) -> Interval | None:
        """Return the first interval that extends above a floor, cut off at the floor."""
        at = max(bisect_right(self.lows, floor) - 1, 0)
        for interval in self.intervals[at:]:
            if interval.low >= floor:
                return interval
            if interval.high > floor:
                return Interval(floor, interval.high)
        return None


def ranges(intervals: Iterable[Interval]) -> Ranges:
    """Return a set of sorted, disjoint intervals."""
    found = tuple(intervals)
    return Ranges(found, tuple(interval.low for interval in found))


def union(sets: Iterable[Ranges]) -> Ranges:
    """Return the union of the sets."""
    merged: list[Interval] = []
    for interval in sorted(interval for each in sets for interval in each.intervals):
        if merged and interval.low < merged[-1].high:
            if interval.high > merged[-1].high or interval.low > merged[-1].low:
                high = max(interval.high, merged[-1].high)
                merged[-1] = Interval(merged[-1].low, high)
            elif interval != merged[-1]:
                merged[-1] = Interval(interval.low, interval.high)
        else:
            merged.append(interval)
    return ranges(merged)


def prefix_end(prefix: bytes) -> bytes:
    """Return the smallest bytes greater than everything with this prefix."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes((stripped[-1] + 1,)) if stripped else TOP


def point(encoded: bytes) -> Ranges:
    """Return a set with one value."""
    return ranges([Interval(encoded, prefix_end(encoded), is_point=True)])


def between(low: bytes, high: bytes) -> Ranges:
    """Return the values from `low` to `high`, inclusive."""
    end = prefix_end(high)
    return ranges([Interval(low, end)] if low < end else [])


def below(encoded: bytes, *, included: bool) -> Ranges:
    """Return the values less than this one."""
    return ranges([Interval(b"", prefix_end(encoded) if included else encoded)])


def above(encoded: bytes, *, included: bool) -> Ranges:
    """Return the values greater than this one."""
    return ranges([Interval(encoded if included else prefix_end(encoded), ODD)])


def starting_with(prefix: bytes) -> Ranges:
    """Return the texts with this encoded prefix."""
    return ranges([Interval(prefix, prefix_end(prefix))]) if prefix else VALUES


NONE = ranges([])
VALUES = ranges([Interval(b"", ODD)])
ODD_ONES = ranges([Interval(ODD, TOP)])
ALL = ranges([Interval(b"", TOP)])
