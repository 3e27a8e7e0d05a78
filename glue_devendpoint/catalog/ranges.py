"""Ranges: sets of encoded values, as disjoint half-open intervals of bytes in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from glue_devendpoint.catalog.partition_values import ODD, TOP


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The values whose encodings are from `low` up to but not including `high`."""

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
                # A point lies wholly within a range or wholly without.
                met.append(Interval(low, high, a.is_point or b.is_point))
            if a.high <= b.high:
                i += 1
            else:
                j += 1
        return ranges(met)

    def __or__(self, other: Ranges) -> Ranges:
        return union((self, other))

    def complement(self) -> Ranges:
        """Return every value of the type that is not in the set."""
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
        """Return what is left of the first interval that reaches above a floor."""
        at = max(bisect_right(self.lows, floor) - 1, 0)
        for interval in self.intervals[at:]:
            if interval.low >= floor:
                return interval
            if interval.high > floor:
                return Interval(floor, interval.high)
        return None


def ranges(intervals: Iterable[Interval]) -> Ranges:
    """Return the set of disjoint intervals in order."""
    found = tuple(intervals)
    return Ranges(found, tuple(interval.low for interval in found))


def union(sets: Iterable[Ranges]) -> Ranges:
    """Return the values that are in any of the sets."""
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
    """Return the least bytes above everything that begins with a prefix."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes((stripped[-1] + 1,)) if stripped else TOP


def point(encoded: bytes) -> Ranges:
    """Return the set of one value."""
    return ranges([Interval(encoded, prefix_end(encoded), is_point=True)])


def between(low: bytes, high: bytes) -> Ranges:
    """Return the values from `low` to `high`, both included."""
    end = prefix_end(high)
    return ranges([Interval(low, end)] if low < end else [])


def below(encoded: bytes, *, included: bool) -> Ranges:
    """Return the values below another."""
    return ranges([Interval(b"", prefix_end(encoded) if included else encoded)])


def above(encoded: bytes, *, included: bool) -> Ranges:
    """Return the values above another."""
    return ranges([Interval(encoded if included else prefix_end(encoded), ODD)])


def starting_with(prefix: bytes) -> Ranges:
    """Return the texts that begin with an encoded prefix."""
    return ranges([Interval(prefix, prefix_end(prefix))]) if prefix else VALUES


NONE = ranges([])
VALUES = ranges([Interval(b"", ODD)])
ODD_ONES = ranges([Interval(ODD, TOP)])
ALL = ranges([Interval(b"", TOP)])
