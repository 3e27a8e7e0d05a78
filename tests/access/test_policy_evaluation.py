"""Policy evaluation works as in IAM."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_devendpoint.access.policy import DEFAULT_POLICY, PolicySet, authorize
from glue_devendpoint.access.statements import Asked, parse_policy
from glue_devendpoint.access.wildcards import matches, overlaps
from glue_devendpoint.errors import InvalidInput

ACCOUNT = "123456789012"
CATALOG = f"arn:aws:glue:us-east-1:{ACCOUNT}"
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
TABLE = f"{CATALOG}:table/sales/orders"


@dataclass(frozen=True)
class Somebody:
    """The caller of a request."""

    name: str = "ann"
    arn: str = ANN
    is_owner: bool = False


ANYBODY = Somebody()
OWNER = Somebody("owner", f"arn:aws:iam::{ACCOUNT}:user/owner", True)


def rule(effect: str, action: Any = "glue:*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """One statement."""
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def document(*rules: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(rules)})


def ask(arn: str = TABLE, action: str = "glue:GetTable", **context: str) -> Asked:
    """A question asked as ann."""
    known = {key.replace("__", ":").replace("_S_", "/"): [value] for key, value in context.items()}
    return Asked(ANN, ACCOUNT, action, arn, {"aws:username": ["ann"], **known})


def verdict(
    identity: str,
    *asked: Asked,
    resource: str | None = None,
    caller: Somebody = ANYBODY,
) -> bool:
    """Whether a question is allowed."""
    shared = None if resource is None else parse_policy(resource, "resource")
    policies = PolicySet(parse_policy(identity, "identity"), shared)
    return authorize(caller, list(asked or [ask()]), policies).is_allowed


NOT_ACTION = {"Effect": "Allow", "NotAction": "glue:Delete*", "Resource": "*"}
NOT_RESOURCE = {"Effect": "Deny", "Action": "glue:*", "NotResource": f"{CATALOG}:table/sales/*"}


@pytest.mark.parametrize(
    ("rules", "asked", "allowed"),
    [
        ([rule("Allow")], ask(), True),
        ([rule("Allow", "s3:*")], ask(), False),
        ([rule("Allow", "GLUE:gettable")], ask(), True),
        ([rule("Allow", "glue:Get*")], ask(action="glue:DeleteTable"), False),
        ([rule("Allow", "glue:Get?able")], ask(), True),
        ([rule("Allow", ["glue:GetTables", "glue:GetTable"])], ask(), True),
        ([rule("Allow", "*")], ask(), True),
        ([rule("Allow"), rule("Deny", "glue:GetTable")], ask(), False),
        ([rule("Deny", "glue:GetTable"), rule("Allow")], ask(), False),
        ([rule("Allow"), rule("Deny", "glue:DeleteTable")], ask(), True),
        ([rule("Allow", resource=TABLE)], ask(), True),
        ([rule("Allow", resource=f"{CATALOG}:table/sales/*")], ask(), True),
        ([rule("Allow", resource=f"{CATALOG}:table/sales/*")], ask(f"{CATALOG}:catalog"), False),
        ([rule("Allow", resource="arn:aws:glue:*:*:table/sales/orders")], ask(), True),
        ([rule("Allow", resource=f"{CATALOG}:table/sales/order")], ask(), False),
        ([NOT_ACTION], ask(), True),
        ([NOT_ACTION], ask(action="glue:DeleteTable"), False),
        ([rule("Allow"), NOT_RESOURCE], ask(), True),
        ([rule("Allow"), NOT_RESOURCE], ask(f"{CATALOG}:table/hr/pay"), False),
        ([rule("Allow", resource=f"{CATALOG}:table/${{aws:username}}/*")], ask(), False),
        (
            [rule("Allow", resource=f"{CATALOG}:table/${{aws:username}}/*")],
            ask(f"{CATALOG}:table/ann/t"),
            True,
        ),
    ],
)
def test_a_table_of_identity_policies(
    rules: list[dict[str, Any]], asked: Asked, allowed: bool
) -> None:
    assert verdict(document(*rules), asked) is allowed


@pytest.mark.parametrize(
    ("operator", "key", "value", "context", "allowed"),
    [
        ("StringEquals", "aws:username", "ann", {}, True),
        ("StringEquals", "aws:username", "bob", {}, False),
        ("StringEquals", "aws:username", ["bob", "ann"], {}, True),
        ("StringNotEquals", "aws:username", ["bob", "ann"], {}, False),
        ("StringNotEquals", "aws:username", ["bob", "eve"], {}, True),
        ("StringEqualsIgnoreCase", "aws:UserName", "ANN", {}, True),
        ("StringLike", "aws:username", "a*", {}, True),
        ("StringNotLike", "aws:username", "a*", {}, False),
        ("StringEquals", "aws:ResourceTag/team", "red", {"aws__resourcetag_S_team": "red"}, True),
        ("StringEquals", "aws:ResourceTag/team", "red", {"aws__resourcetag_S_team": "blue"}, False),
        ("StringEquals", "aws:ResourceTag/team", "red", {}, False),
        ("StringEquals", "aws:ResourceTag/Team", "red", {"aws__resourcetag_S_team": "red"}, False),
        ("StringEqualsIfExists", "aws:ResourceTag/team", "red", {}, True),
        ("StringNotEquals", "aws:ResourceTag/team", "red", {}, True),
        ("StringEquals", "aws:ResourceTag/o", "${aws:username}", {"aws__resourcetag_S_o": "ann"},
         True),
        ("Null", "aws:ResourceTag/team", "true", {}, True),
        ("Null", "aws:ResourceTag/team", "false", {}, False),
        ("Null", "aws:ResourceTag/team", "false", {"aws__resourcetag_S_team": "x"}, True),
        ("Bool", "aws:ViaAWSService", "False", {"aws__viaawsservice": "false"}, True),
        ("Bool", "aws:ViaAWSService", True, {"aws__viaawsservice": "false"}, False),
        ("Bool", "glue:EvaluatedByLakeFormationTags", True, {}, False),
        ("BoolIfExists", "glue:EvaluatedByLakeFormationTags", True, {}, True),
        ("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5", {}, False),
        ("StringNotEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5", {}, True),
        ("NumericLessThan", "aws:EpochTime", "10", {"aws__epochtime": "9"}, True),
        ("NumericGreaterThanEquals", "aws:EpochTime", "10", {"aws__epochtime": "9"}, False),
        ("NumericNotEquals", "aws:EpochTime", 10, {"aws__epochtime": "9"}, True),
        ("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z",
         {"aws__currenttime": "2029-12-31T23:59:59+00:00"}, True),
        ("DateGreaterThan", "aws:CurrentTime", "2030-01-01T00:00:00Z",
         {"aws__currenttime": "2029-12-31T23:59:59+00:00"}, False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/a*", {"aws__principalarn": ANN}, True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam:*", {"aws__principalarn": ANN}, False),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["a", "b"], {"aws__tagkeys": "b"}, True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["a", "b"], {"aws__tagkeys": "c"}, False),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["a"], {}, True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["a"], {}, False),
    ],
)  # fmt: skip
def test_a_table_of_conditions(
    operator: str, key: str, value: Any, context: dict[str, str], allowed: bool
) -> None:
    policy = document(rule("Allow", Condition={operator: {key: value}}))

    assert verdict(policy, ask(**context)) is allowed


def test_every_condition_must_hold() -> None:
    both = {"StringEquals": {"aws:username": "ann", "aws:ResourceTag/team": "red"}}
    policy = document(rule("Allow", Condition=both))

    assert verdict(policy, ask(aws__resourcetag_S_team="red"))
    assert not verdict(policy, ask(aws__resourcetag_S_team="blue"))


def test_every_ancestor_must_be_allowed() -> None:
    only_the_table = document(rule("Allow", resource=TABLE))
    path = [ask(f"{CATALOG}:catalog"), ask(f"{CATALOG}:database/sales"), ask()]

    assert not verdict(only_the_table, *path)
    assert verdict(document(rule("Allow", resource=f"{CATALOG}:*")), *path)


def test_denying_one_child_denies_them_all() -> None:
    children = ask(f"{CATALOG}:table/sales/*", "glue:DeleteDatabase")
    guarded = document(rule("Allow"), rule("Deny", "glue:DeleteDatabase", TABLE))
    elsewhere = document(rule("Allow"), rule("Deny", "glue:*", f"{CATALOG}:table/hr/*"))

    assert not verdict(guarded, children)
    assert verdict(elsewhere, children)


def test_allowing_some_children_does_not_allow_all() -> None:
    children = ask(f"{CATALOG}:table/sales/*", "glue:DeleteDatabase")

    assert not verdict(document(rule("Allow", resource=f"{CATALOG}:table/sales/o*")), children)
    assert verdict(document(rule("Allow", resource=f"{CATALOG}:table/sales/*")), children)


NOTHING = document(rule("Deny", "s3:*"))


@pytest.mark.parametrize(
    ("principal", "allowed"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ANN}}, True),
        ({"Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:user/bob", ANN]}}, True),
        ({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"}}, False),
        ({"Principal": {"AWS": ACCOUNT}}, True),
        ({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}, True),
        ({"NotPrincipal": {"AWS": ANN}}, False),
        ({"NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"}}, True),
    ],
)
def test_a_resource_policy_allows_whom_it_names(principal: dict[str, Any], allowed: bool) -> None:
    shared = document(rule("Allow", **principal))

    assert verdict(NOTHING, resource=shared) is allowed


def test_a_deny_in_the_resource_policy_wins_over_the_identity_policy() -> None:
    shared = document(rule("Deny", "glue:GetTable", Principal={"AWS": ANN}))

    assert not verdict(DEFAULT_POLICY, resource=shared)
    assert verdict(DEFAULT_POLICY, ask(action="glue:GetTables"), resource=shared)


def test_the_owner_may_do_everything_but_what_the_resource_policy_denies() -> None:
    shared = document(rule("Deny", "glue:*", Principal="*"))

    assert verdict(NOTHING, caller=OWNER)
    assert not verdict(NOTHING, caller=OWNER, resource=shared)
    assert verdict(
        NOTHING, ask(f"{CATALOG}:catalog", "glue:PutResourcePolicy"), caller=OWNER, resource=shared
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "isn't valid JSON"),
        ("[]", "JSON object"),
        ('{"Statement":[]}', "Statement must be"),
        ('{"Version":"2020-01-01","Statement":{}}', "Version"),
        ('{"Statment":[]}', "unknown element 'Statment'"),
        (document({"Action": "glue:*", "Resource": "*"}), "statement 1: Effect"),
        (document({"Effect": "Allow", "Resource": "*"}), "either Action or NotAction"),
        (document(rule("Allow", NotAction="glue:*")), "either Action or NotAction"),
        (document({"Effect": "Allow", "Action": "glue:*"}), "either Resource or NotResource"),
        (document(rule("Allow", "GetTable")), "must look like glue:GetTable"),
        (document(rule("Allow", resource="sales/orders")), "must be an ARN"),
        (document(rule("Allow", Principal="*")), "unknown element 'Principal'"),
        (document(rule("Allow", Sid="mine", Condition=[])), "statement mine: Condition"),
        (document(rule("Allow", Condition={"Sounds": {"aws:username": "x"}})), "'Sounds'"),
        (document(rule("Allow", Condition={"StringEquals": {"aws:SourceIp": "x"}})), "SourceIp"),
        (document(rule("Allow", Condition={"NumericEquals": {"aws:EpochTime": "x"}})), "'x'"),
        (document(rule("Allow", Condition={"Bool": {"aws:ViaAWSService": "no"}})), "'no'"),
        (document(rule("Allow", resource="arn:aws:glue:${aws:nobody}")), "aws:nobody"),
        (document(*[rule("Allow", resource=TABLE)] * 200), "larger than"),
    ],
)
def test_a_bad_document_is_refused_with_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_policy(text, "identity")

    assert complaint in str(refused.value)


SHORT = st.text("ab*?", max_size=8)
PLAIN = st.text("abc", max_size=8)


@given(SHORT, PLAIN)
def test_wildcards_match_as_their_definition_says(pattern: str, text: str) -> None:
    assert matches(pattern, text) is _matches_by_definition(pattern, text)


@given(SHORT, SHORT, PLAIN)
def test_a_text_that_fits_two_patterns_makes_them_overlap(one: str, other: str, text: str) -> None:
    if matches(one, text) and matches(other, text):
        assert overlaps(one, other)
        assert overlaps(other, one)


@given(SHORT, PLAIN)
def test_a_pattern_overlaps_a_plain_text_when_it_matches(pattern: str, text: str) -> None:
    assert overlaps(pattern, text) is matches(pattern, text)


def _matches_by_definition(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_matches_by_definition(pattern[1:], text[n:]) for n in range(len(text) + 1))
    first_fits = bool(text) and pattern[0] in ("?", text[0])
    return first_fits and _matches_by_definition(pattern[1:], text[1:])
