"""Parses DQDL text into a ruleset.

Mirrors the DQDL grammar: `Rules = [...]`, `Analyzers = [...]`, `DefaultLabels = [...]` and named
constants, in any order. Each list can appear only once.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from awsgluedq.errors import DqdlSyntaxError
from awsgluedq.operands import TokenReader, at_condition, read_condition
from awsgluedq.ruletypes import RULE_TYPES, Clause, RuleType
from awsgluedq.syntax import Composite, Rule, RuleNode, Ruleset
from awsgluedq.tokens import Token, tokenize

_SECTIONS = ("Rules", "Analyzers", "DefaultLabels")
_JOINING = {"and": "and", "or": "or", "AND": "and", "OR": "or"}
_Labels = tuple[tuple[str, str], ...]
_Node = TypeVar("_Node")


def parse(source: str) -> Ruleset:
    """Parse a DQDL document, or raise `DqdlSyntaxError` with the position of the first error."""
    return _Parser(source).ruleset()


class _Parser:
    def __init__(self, source: str) -> None:
        self._constants: dict[str, Token] = {}
        self._reader = TokenReader(tokenize(source), self._constants)

    def ruleset(self) -> Ruleset:
        rules: list[RuleNode] = []
        analyzers: list[Rule] = []
        labels: _Labels = ()
        seen: set[str] = set()
        while self._reader.next.kind != "end":
            section = self._section(seen)
            if section.text == "Rules":
                rules = self._list(self._node, "rule")
            elif section.text == "Analyzers":
                analyzers = self._list(self._analyzer, "analyzer")
            elif section.text == "DefaultLabels":
                labels = self._labels()
            else:
                self._constant(section)
            self._reader.skip(";")
        if not seen & {"Rules", "Analyzers"}:
            token = self._reader.next
            raise self._reader.error(token, f"expected `Rules = [ ... ]`, found {token}")
        return Ruleset(tuple(_labelled(rule, labels) for rule in rules), tuple(analyzers))

    def _section(self, seen: set[str]) -> Token:
        token = self._reader.take()
        if token.kind != "name" or not self._reader.at("="):
            raise self._reader.error(token, _unexpected_section(token))
        if token.text in seen or token.text in self._constants:
            raise self._reader.error(token, f"{token} is defined twice")
        self._reader.take()
        if token.text in _SECTIONS:
            seen.add(token.text)
        return token

    def _constant(self, name: Token) -> None:
        token = self._reader.take()
        if token.kind not in ("string", "number"):
            close = difflib.get_close_matches(name.text, _SECTIONS, n=1, cutoff=0.5)
            hint = f"; did you mean `{close[0]}`?" if close else ""
            expected = f"constant `{name.text}` must be a quoted string or a number"
            raise self._reader.error(token, f"{expected}, found {token}{hint}")
        self._constants[name.text] = token

    def _list(self, read: Callable[[], _Node], what: str) -> list[_Node]:
        self._reader.expect("[", f"to open the list of {what}s")
        items = [read()]
        while self._reader.skip(","):
            items.append(read())
        self._reader.expect("]", f"or `,` after the {what}")
        return items

    def _node(self) -> RuleNode:
        parts = [self._unit()]
        operator: str | None = None
        while self._reader.at(*_JOINING):
            token = self._reader.take()
            if operator not in (None, _JOINING[token.text]):
                message = "`and` and `or` are mixed; use parentheses to group them"
                raise self._reader.error(token, message)
            operator = _JOINING[token.text]
            parts.append(self._unit())
        node = parts[0] if operator is None else Composite(operator, tuple(parts))
        return _labelled(node, self._labels_clause())

    def _unit(self) -> RuleNode:
        if not self._reader.skip("("):
            return self._rule()
        inner = self._node()
        self._reader.expect(")", "to close the parenthesis")
        return inner

    def _analyzer(self) -> Rule:
        token = self._reader.next
        rule_type = self._type()
        if not rule_type.is_analyzer:
            raise self._reader.error(token, f"{token} can only be a rule, not an analyzer")
        rule = Rule(rule_type.name, self._parameters(rule_type, token))
        return self._clauses(rule, rule_type)

    def _rule(self) -> Rule:
        token = self._reader.next
        rule_type = self._type()
        if not rule_type.is_rule:
            raise self._reader.error(token, f"{token} can only be an analyzer, not a rule")
        rule = Rule(rule_type.name, self._parameters(rule_type, token))
        if at_condition(self._reader):
            if rule_type.condition is Clause.NONE:
                raise self._reader.error(self._reader.next, f"{token} doesn't take a condition")
            rule = replace(rule, condition=read_condition(self._reader))
        elif rule_type.condition is Clause.REQUIRED:
            found = self._reader.next
            wanted = f"expected a condition such as `> 0.9` after {rule}, found {found}"
            raise self._reader.error(found, wanted)
        return replace(self._clauses(rule, rule_type), labels=self._labels_clause())

    def _type(self) -> RuleType:
        token = self._reader.take()
        if token.kind != "name":
            raise self._reader.error(token, f"expected a rule such as `RowCount`, found {token}")
        if token.text not in RULE_TYPES:
            close = difflib.get_close_matches(token.text, RULE_TYPES, n=1)
            hint = f"; did you mean `{close[0]}`?" if close else ""
            raise self._reader.error(token, f"{token} isn't a DQDL rule type{hint}")
        return RULE_TYPES[token.text]

    def _parameters(self, rule_type: RuleType, token: Token) -> tuple[str, ...]:
        found: list[str] = []
        while self._reader.next.kind == "string" and len(found) < rule_type.most:
            found.append(self._reader.take().value)
        if len(found) < rule_type.least:
            what = f"parameter {len(found) + 1} of {token}"
            self._reader.expect_text(what)
        if self._reader.next.kind == "string":
            most = (
                "no parameters" if rule_type.most == 0 else f"at most {rule_type.most} parameter(s)"
            )
            raise self._reader.error(self._reader.next, f"{token} takes {most}")
        return tuple(found)

    def _clauses(self, rule: Rule, rule_type: RuleType) -> Rule:
        while self._reader.at("where", "with"):
            token = self._reader.take()
            if token.text == "where":
                _allow(rule_type.takes_where and rule.where is None, rule, token)
                rule = replace(rule, where=self._reader.expect_text("a SQL condition"))
            elif self._reader.skip("threshold"):
                _allow(rule_type.takes_threshold and rule.threshold is None, rule, token)
                rule = replace(rule, threshold=read_condition(self._reader))
            else:
                _allow(rule_type.takes_options, rule, token)
                rule = replace(rule, options=(*rule.options, self._option()))
        return rule

    def _option(self) -> tuple[str, str]:
        name = self._reader.take()
        if name.kind not in ("name", "string"):
            raise self._reader.error(name, f"expected an option name or `threshold`, found {name}")
        self._reader.expect("=", "after the option name")
        value = self._reader.take()
        if value.kind not in ("string", "number"):
            raise self._reader.error(value, f"expected an option value, found {value}")
        return name.value, value.value

    def _labels_clause(self) -> _Labels:
        if not self._reader.skip("labels"):
            return ()
        self._reader.expect("=", "after `labels`")
        return self._labels()

    def _labels(self) -> _Labels:
        def pair() -> tuple[str, str]:
            key = self._reader.expect_text("a label name")
            self._reader.expect("=", "after the label name")
            return key, self._reader.expect_text("a label value")

        return tuple(self._list(pair, "label"))


def _labelled(node: RuleNode, labels: _Labels) -> RuleNode:
    merged = dict(labels) | dict(node.labels)
    return replace(node, labels=tuple(sorted(merged.items()))) if labels else node


def _allow(allowed: bool, rule: Rule, token: Token) -> None:
    if not allowed:
        clause = "`with threshold`" if token.text == "with" and not rule.options else str(token)
        message = f"`{rule.type}` doesn't take a {clause} clause here"
        raise DqdlSyntaxError(message, token.line, token.column)


def _unexpected_section(token: Token) -> str:
    expected = "expected `Rules = [ ... ]` or `Analyzers = [ ... ]`"
    close = difflib.get_close_matches(token.text, _SECTIONS, n=1, cutoff=0.5)
    hint = f"; did you mean `{close[0]}`?" if close and token.text not in _SECTIONS else ""
    return f"{expected}, found {token}{hint}"
