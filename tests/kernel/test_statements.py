"""A cell of SQL as its statements."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glue_devendpoint.kernel.cells.statements import Statement, statements_of

QUIET = st.text(alphabet="ab c\n", min_size=1).filter(lambda text: bool(text.strip()))


def test_statements_end_at_semicolons_and_know_their_line() -> None:
    text = "-- first\nselect 1;\n\nselect\n  2;"

    found = statements_of(text)

    assert found == [Statement("select 1", 1), Statement("select\n  2", 3)]


def test_a_semicolon_in_quotes_or_comments_ends_nothing() -> None:
    text = "select ';', \"a;b\", `c;d` -- e;f\n, 'it\\';s' /* g;\nh */ from t"

    found = statements_of(text)

    assert found == [Statement(text, 0)]


def test_a_cell_of_comments_holds_no_statement() -> None:
    assert statements_of(" -- nothing\n /* at ; all */ ;; \n") == []


def test_a_block_of_sql_scripting_stays_whole() -> None:
    text = "begin\n  select 1;\n  select 2;\nend"

    assert statements_of(text) == [Statement(text, 0)]


@given(st.lists(QUIET.map(lambda text: text.replace("begin", "")), max_size=5))
def test_joining_what_was_split_gives_the_statements_again(parts: list[str]) -> None:
    text = ";".join(parts)

    found = statements_of(text)

    assert [each.text for each in found] == [part.strip() for part in parts]
    assert all(
        text.splitlines()[each.lines_above].lstrip("; ").startswith(each.text.splitlines()[0])
        or each.text.splitlines()[0] in text.splitlines()[each.lines_above]
        for each in found
    )
