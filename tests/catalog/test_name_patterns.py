"""Name patterns: regular expressions and the wildcards that clients send."""

from __future__ import annotations

import pytest

from glue_devendpoint.catalog.name_patterns import name_filter
from glue_devendpoint.errors import InvalidInput


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("orders", "orders", True),
        ("ORDERS", "orders", True),
        ("order", "orders", False),
        (".", "ab", False),
        ("a.*", "abc", True),
        ("a|b", "b", True),
        ("[a-z]*", "abc", True),
        ("[a-z]*", "ab1", False),
        ("(ab)*", "abab", True),
        ("(ab)*", "aba", False),
        (r"\w*", "ab_1", True),
        (r"\w*", "a-1", False),
        (r"a\*", "a*", True),
        (r"a\*", "abc", False),
        ("*", "anything", True),
        ("old*", "old_orders", True),
        ("old*", "my_old_orders", False),
        ("*ord*", "old_orders", True),
        ("*_orders", "old_orders", True),
        ("db_*", "db_x", True),
    ],
)
def test_a_pattern_fits_the_whole_name(pattern: str, name: str, fits: bool) -> None:
    assert name_filter(pattern)(name) is fits


def test_a_broken_pattern_is_refused() -> None:
    with pytest.raises(InvalidInput, match="isn't a valid regular expression"):
        name_filter("(")


def test_a_pattern_that_takes_forever_is_refused() -> None:
    fits = name_filter("(a|aa)+c")

    with pytest.raises(InvalidInput, match="takes too long"):
        fits("a" * 255)
