"""Statements: parses IAM policy documents and evaluates them.

An identity policy says what its identity may do. The resource policy says who may access the
catalog, so its statements name principals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import orjson

from glue_devendpoint.access.conditions import Condition, Context, parse_conditions
from glue_devendpoint.access.variables import check_variables, fill_in
from glue_devendpoint.access.wildcards import fits_arn, matches, overlaps
from glue_devendpoint.errors import InvalidInput

LARGEST_POLICY = 10 * 1024
VERSIONS = ("2012-10-17", "2008-10-17")
# Callers that send requests only to AWS, so naming them matches nobody here.
FOREIGN_PRINCIPALS = ("Service", "Federated", "CanonicalUser")
Kind: TypeAlias = Literal["identity", "resource"]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of an element such as Action; NotAction negates them."""

    texts: tuple[str, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a policy: may this caller perform this action on this resource?"""

    caller_arn: str
    account_id: str
    action: str
    arn: str
    context: Context


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy."""

    is_deny: bool
    actions: Patterns
    resources: Patterns
    principals: Patterns | None
    conditions: tuple[Condition, ...]

    def applies(self, asked: Asked) -> bool:
        """Whether the statement applies to the question."""
        return (
            self._names_action(asked.action.lower())
            and self._names_principal(asked)
            and self._names_resource(asked)
            and all(condition.holds(asked.context) for condition in self.conditions)
        )

    def _names_action(self, action: str) -> bool:
        return self.actions.is_negated ^ any(matches(p, action) for p in self.actions.texts)

    def _names_principal(self, asked: Asked) -> bool:
        if self.principals is None:
            return True
        everybody = {"*", asked.account_id, f"arn:aws:iam::{asked.account_id}:root"}
        named = any(p in everybody or p == asked.caller_arn for p in self.principals.texts)
        return self.principals.is_negated ^ named

    def _names_resource(self, asked: Asked) -> bool:
        # `table/d/*` asks about all children at once, so denying one child denies the request.
        asks_about_some = self.is_deny and asked.arn.endswith("/*")
        fits = overlaps if asks_about_some and not self.resources.is_negated else matches
        filled = [fill_in(pattern, asked.context) for pattern in self.resources.texts]
        named = any(fits_arn(fits, pattern, asked.arn) for pattern in filled if pattern is not None)
        return self.resources.is_negated ^ named


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document."""

    statements: tuple[Statement, ...]

    def denies(self, asked: Asked) -> bool:
        """Whether a Deny statement applies."""
        return any(rule.is_deny and rule.applies(asked) for rule in self.statements)

    def allows(self, asked: Asked) -> bool:
        """Whether an Allow statement applies; check `denies` separately."""
        return any(not rule.is_deny and rule.applies(asked) for rule in self.statements)

    def mentions(self, prefix: str) -> bool:
        """Whether a condition or variable uses keys with this prefix."""
        return any(
            condition.key.startswith(prefix) or _has_variable(condition.values, prefix)
            for rule in self.statements
            for condition in rule.conditions
        ) or any(_has_variable(rule.resources.texts, prefix) for rule in self.statements)


def parse_policy(text: str, kind: Kind) -> Policy:
    """Parse a policy document, or raise an error that says what is wrong and where."""
    if len(text.encode()) > LARGEST_POLICY:
        raise InvalidInput(f"the policy is larger than {LARGEST_POLICY} bytes")
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as err:
        raise InvalidInput(f"the policy isn't valid JSON: {err}") from err
    if not isinstance(document, dict):
        raise InvalidInput("the policy must be a JSON object with Version and Statement")
    _refuse_unknown(document, {"Version", "Id", "Statement"}, "the policy")
    if document.get("Version", VERSIONS[0]) not in VERSIONS:
        raise InvalidInput(f"the policy's Version must be one of {', '.join(VERSIONS)}")
    statements = document.get("Statement")
    listed = statements if isinstance(statements, list) else [statements]
    if not statements or not all(isinstance(each, dict) for each in listed):
        raise InvalidInput("the policy's Statement must be an object or a list of objects")
    return Policy(tuple(_parse_statement(each, n, kind) for n, each in enumerate(listed, 1)))


def _parse_statement(raw: dict[str, Any], number: int, kind: Kind) -> Statement:
    where = f"statement {raw.get('Sid') or number}"
    either = {"Action", "NotAction", "Resource", "NotResource"}
    known = {"Sid", "Effect", "Condition"} | either
    _refuse_unknown(
        raw, known | ({"Principal", "NotPrincipal"} if kind == "resource" else set()), where
    )
    if raw.get("Effect") not in ("Allow", "Deny"):
        raise InvalidInput(f"{where}: Effect must be Allow or Deny")
    actions = _parse_patterns(raw, "Action", where)
    resources = _parse_patterns(raw, "Resource", where)
    for text in actions.texts:
        if text != "*" and ":" not in text:
            raise InvalidInput(f"{where}: action {text!r} must look like glue:GetTable")
    for text in resources.texts:
        check_variables(text, where)
        if text != "*" and not text.startswith("arn:") and "*" not in text.partition(":")[0]:
            raise InvalidInput(f"{where}: resource {text!r} must be an ARN or *")
    return Statement(
        raw["Effect"] == "Deny",
        replace(actions, texts=tuple(text.lower() for text in actions.texts)),
        resources,
        _parse_principals(raw, where) if kind == "resource" else None,
        parse_conditions(raw.get("Condition"), where),
    )


def _parse_patterns(raw: dict[str, Any], name: str, where: str) -> Patterns:
    if (name in raw) == (f"Not{name}" in raw):
        raise InvalidInput(f"{where}: specify either {name} or Not{name}")
    is_negated = name not in raw
    return Patterns(_texts(raw[f"Not{name}" if is_negated else name], name, where), is_negated)


def _parse_principals(raw: dict[str, Any], where: str) -> Patterns:
    if ("Principal" in raw) == ("NotPrincipal" in raw):
        raise InvalidInput(f"{where}: specify either Principal or NotPrincipal")
    is_negated = "Principal" not in raw
    named = raw["NotPrincipal" if is_negated else "Principal"]
    if named == "*":
        return Patterns(("*",), is_negated)
    if not isinstance(named, dict) or not named:
        raise InvalidInput(f'{where}: Principal must be "*" or an object such as {{"AWS": ...}}')
    _refuse_unknown(named, {"AWS", *FOREIGN_PRINCIPALS}, f"{where}: Principal")
    texts = {kind: _texts(value, f"Principal {kind}", where) for kind, value in named.items()}
    return Patterns(texts.get("AWS", ()), is_negated)


def _texts(value: object, name: str, where: str) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(text, str) and text for text in listed):
        raise InvalidInput(f"{where}: {name} must be a string or a list of strings")
    return tuple(listed)


def _refuse_unknown(found: dict[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(found) - known):
        raise InvalidInput(
            f"{where}: unknown element {unknown[0]!r}; use {', '.join(sorted(known))}"
        )


def _has_variable(texts: tuple[str, ...], prefix: str) -> bool:
    return any("${" + prefix in text.lower().replace(" ", "") for text in texts)
