"""DQDL text becomes rules, or an error that says where and what."""

from __future__ import annotations

from decimal import Decimal

import pytest
from awsgluedq.errors import DqdlSyntaxError
from awsgluedq.parser import parse
from awsgluedq.ruletypes import RULE_TYPES, Clause, RuleType
from awsgluedq.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Composite,
    Condition,
    Keyword,
    Matches,
    Number,
    Operand,
    Quantity,
    Rule,
    RuleNode,
    Text,
    Within,
)
from hypothesis import given
from hypothesis import strategies as st


def only(source: str) -> RuleNode:
    (rule,) = parse(source).rules
    return rule


def test_comments_constants_and_default_labels_are_read() -> None:
    source = """
        # a comment
        DefaultLabels = ["team" = "sales", "level" = "low"]
        statement = "select 1" ;   // another
        Rules = [ /* and
          one more */ CustomSql $statement = 1 labels=["level"="high"] ]
    """

    rule = only(source)

    assert rule == Rule(
        "CustomSql",
        ("select 1",),
        Comparison("=", Number(Decimal(1))),
        labels=(("level", "high"), ("team", "sales")),
    )


def test_where_and_threshold_come_in_any_order() -> None:
    first = only('Rules = [ColumnValues "a" > 1 where "b > 2" with threshold > 0.9]')
    second = only('Rules = [ColumnValues "a" > 1 with threshold > 0.9 where "b > 2"]')

    assert first == second


def test_and_in_between_is_not_the_and_of_rules() -> None:
    node = only("Rules = [(RowCount between 1 and 5) and (ColumnCount > 2)]")

    assert isinstance(node, Composite)
    assert node.operator == "and"
    assert [str(part) for part in node.parts] == ["RowCount between 1 and 5", "ColumnCount > 2"]


def test_nested_parentheses_keep_their_structure() -> None:
    node = only('Rules = [((IsComplete "a") OR (IsComplete "b")) AND (IsUnique "c")]')

    assert str(node) == '((IsComplete "a") or (IsComplete "b")) and (IsUnique "c")'


def test_arithmetic_binds_products_before_sums() -> None:
    rule = only("Rules = [RowCount > avg(last(10)) * 2 + 1]")

    assert str(rule) == "RowCount > ((avg(last(10)) * 2) + 1)"


def test_regular_expressions_keep_their_backslashes() -> None:
    rule = only(r'Rules = [ColumnValues "a" matches "\d{3}\.[a-z]+\"q\""]')

    assert isinstance(rule, Rule)
    assert rule.condition == Matches((r'\d{3}\.[a-z]+"q"',))
    assert str(rule) == r'ColumnValues "a" matches "\d{3}\.[a-z]+\"q\""'


@pytest.mark.parametrize(
    ("source", "line", "column", "message"),
    [
        ("", 1, 1, "expected `Rules = [ ... ]`, found the end of the ruleset"),
        ("Rule = [RowCount > 1]", 1, 8, "did you mean `Rules`?"),
        ("Rules [RowCount > 1]", 1, 1, "expected `Rules = [ ... ]`"),
        ("Rules = []", 1, 10, "expected a rule such as `RowCount`"),
        ("Rules = [ RowCount ]", 1, 20, "expected a condition such as `> 0.9` after RowCount"),
        ("Rules = [\n  RowCount > 1", 2, 15, "expected `]` or `,` after the rule"),
        ('Rules = [ IsCmplete "a" ]', 1, 11, "did you mean `IsComplete`?"),
        ("Rules = [ IsComplete a ]", 1, 22, "expected parameter 1 of `IsComplete` in double"),
        ('Rules = [ IsComplete "a" "b" ]', 1, 26, "`IsComplete` takes at most 1"),
        ("Rules = [ IsComplete 'a' ]", 1, 22, "straight double quotes"),
        ('Rules = [ IsComplete "a ]', 1, 22, "unterminated string"),
        ("Rules = [ RowCount between 1 2 ]", 1, 30, "expected `and`"),
        ("Rules = [ RowCount not > 2 ]", 1, 24, "expected `between`, `in` or `matches`"),
        ("Rules = [ RowCount > ]", 1, 22, "expected a number"),
        ("Rules = [ RowCount > avg() ]", 1, 22, "`avg` takes 1 argument(s), found 0"),
        ("Rules = [ RowCount > $x ]", 1, 22, "isn't defined above its first use"),
        ('Rules = [ IsComplete "a" > 1 ]', 1, 26, "`IsComplete` doesn't take a condition"),
        (
            'Rules = [ IsComplete "a" with threshold > 1 ]',
            1,
            26,
            "doesn't take a `with threshold` clause",
        ),
        ('Rules = [ ColumnExists "a" where "b" ]', 1, 28, "doesn't take a `where` clause"),
        ('Rules = [ AllStatistics "a" ]', 1, 11, "can only be an analyzer, not a rule"),
        ('Analyzers = [ IsComplete "a" ]', 1, 15, "can only be a rule, not an analyzer"),
        (
            "Rules = [(RowCount>1) and (RowCount>2) or (RowCount>3)]",
            1,
            40,
            "are mixed; use parentheses",
        ),
        ("Rules = [RowCount > 1] Rules = [RowCount > 1]", 1, 24, "is defined twice"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    source: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(DqdlSyntaxError) as caught:
        parse(source)

    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in str(caught.value)


numbers = st.decimals(-1000, 1000, places=2).map(lambda value: Number(Decimal(f"{value:f}")))
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
looking_back = st.sampled_from(["avg", "max", "min", "sum", "std", "median"]).map(
    lambda function: Call(function, (Call("last", (Number(Decimal(5)),)),))
)
spans = st.builds(Quantity, st.integers(1, 90).map(Decimal), st.sampled_from(["days", "hours"]))
simple: st.SearchStrategy[Operand] = st.one_of(
    numbers, texts.map(Text), st.sampled_from(list(Keyword)), looking_back, spans,
    st.just(Call("now")),
)  # fmt: skip
operands: st.SearchStrategy[Operand] = st.recursive(
    simple, lambda inner: st.builds(Arithmetic, inner, st.sampled_from("+-*/"), inner), max_leaves=4
)
conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Comparison, st.sampled_from(["=", "!=", ">", ">=", "<", "<="]), operands),
    st.builds(Between, operands, operands, st.booleans()),
    st.builds(Within, st.lists(operands, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Matches, st.lists(texts, min_size=1, max_size=3).map(tuple), st.booleans()),
)


@st.composite
def single_rules(draw: st.DrawFn) -> Rule:
    kinds = [kind for kind in RULE_TYPES.values() if kind.is_rule]
    kind: RuleType = draw(st.sampled_from(kinds))
    count = draw(st.integers(kind.least, min(kind.most, kind.least + 2)))
    has_condition = kind.condition is Clause.REQUIRED or (
        kind.condition is Clause.OPTIONAL and draw(st.booleans())
    )
    pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
    return Rule(
        kind.name,
        tuple(draw(texts) for _ in range(count)),
        draw(conditions) if has_condition else None,
        draw(st.none() | texts) if kind.takes_where else None,
        draw(st.none() | conditions) if kind.takes_threshold else None,
        draw(pairs) if kind.takes_options else (),
    )


rule_nodes: st.SearchStrategy[RuleNode] = st.recursive(
    single_rules(),
    lambda inner: st.builds(
        Composite,
        st.sampled_from(["and", "or"]),
        st.lists(inner, min_size=2, max_size=3).map(tuple),
    ),
    max_leaves=5,
)


@given(st.lists(rule_nodes, min_size=1, max_size=4))
def test_what_is_written_out_is_read_back(nodes: list[RuleNode]) -> None:
    source = f"Rules = [{', '.join(map(str, nodes))}]"

    assert parse(source).rules == tuple(nodes)


@given(st.text('RulesIsCompleteRowCount "a=[](),<>0123456789andorwith#/*\n$', max_size=60))
def test_any_text_is_a_ruleset_or_a_syntax_error_within_it(source: str) -> None:
    try:
        parse(source)
    except DqdlSyntaxError as err:
        assert 1 <= err.line <= source.count("\n") + 1
        assert 1 <= err.column <= len(source) + 1
