"""The resource policy: one document that says who may access the catalog.

Its resources must be this catalog's. It may name roles, other accounts, and AWS services, which
never match here, but a user of this account must exist. It must not deny its author the right to
change it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select, update

from glue_devendpoint.access.conditions import Context
from glue_devendpoint.access.identities import Identity
from glue_devendpoint.access.statements import Asked, Policy, Statement, parse_policy
from glue_devendpoint.catalog.work import Json, Work
from glue_devendpoint.errors import ConditionCheckFailure, EntityNotFound, InvalidInput
from glue_devendpoint.store.account_schema import resource_policies
from glue_devendpoint.store.rows import insert_new
from glue_devendpoint.store.schema import identities

CATALOG = "catalog"
KEPT_BY_AUTHOR = ("glue:PutResourcePolicy", "glue:DeleteResourcePolicy", "glue:GetResourcePolicy")
_CATALOG_RESOURCE = re.compile(r"\*|[a-zA-Z*]+/?.*", re.DOTALL)
_ACCOUNT = re.compile(r"[0-9]{12}")
_PRINCIPAL = re.compile(
    r"arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):"
    r"(root|(user|role|assumed-role|federated-user)/[\w+=,.@/-]+)",
    re.ASCII,
)
_FIND = select(resource_policies).where(resource_policies.c.resource == CATALOG)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions on the current policy for a change to be accepted."""

    hash: str | None = None
    exists: str = "NONE"


def put_resource_policy(work: Work, document: str, conditions: Conditions, context: Context) -> str:
    """Store the policy and return its hash; `context` holds the request's condition keys."""
    policy = parse_policy(document, "resource")
    for number, statement in enumerate(policy.statements, 1):
        _check_statement(work, statement, f"statement {number}")
    _check_author_stays(work, policy, context)
    present = work.connection.execute(_FIND.with_for_update()).one_or_none()
    _check_conditions(present, conditions)
    digest = hashlib.blake2b(document.encode(), digest_size=20).hexdigest()
    _store(work, present, document, digest)
    work.record(CATALOG, None if present is None else present.hash, digest)
    return digest


def find_resource_policy(work: Work) -> Json:
    """Return the policy, its hash, and its times."""
    row = work.connection.execute(_FIND).one_or_none()
    if row is None:
        raise EntityNotFound("Policy not found")
    return {
        "PolicyInJson": row.document,
        "PolicyHash": row.hash,
        "CreateTime": row.created_at,
        "UpdateTime": row.updated_at,
    }


def delete_resource_policy(work: Work, conditions: Conditions) -> None:
    """Delete the policy."""
    present = work.connection.execute(_FIND.with_for_update()).one_or_none()
    if present is None:
        raise EntityNotFound("Policy not found")
    _check_conditions(present, conditions)
    work.connection.execute(delete(resource_policies).where(resource_policies.c.id == present.id))
    work.record(CATALOG, present.hash, None)


def check_is_catalog(work: Work, arn: str | None) -> None:
    """Raise an error unless the policy is for the catalog."""
    if arn is not None and arn != work.arn(CATALOG):
        raise InvalidInput(f"Can't set a policy on {arn}. Only {work.arn(CATALOG)} can have one.")


def _store(work: Work, present: Row[Any] | None, document: str, digest: str) -> None:
    now = work.author.now
    changed: dict[str, object] = {"document": document, "hash": digest, "updated_at": now}
    if present is not None:
        work.connection.execute(
            update(resource_policies).where(resource_policies.c.id == present.id).values(changed)
        )
        return
    row = changed | {"resource": CATALOG, "created_at": now}
    if insert_new(work.connection, resource_policies, row) is None:
        raise ConditionCheckFailure(
            "Another request has just set the policy. Read it again and retry."
        )


def _check_conditions(present: Row[Any] | None, conditions: Conditions) -> None:
    if conditions.exists == "MUST_EXIST" and present is None:
        raise ConditionCheckFailure(
            "PolicyExistsCondition is MUST_EXIST, but there is no policy yet."
        )
    if conditions.exists == "NOT_EXIST" and present is not None:
        raise ConditionCheckFailure(
            "PolicyExistsCondition is NOT_EXIST, but there is already a policy."
        )
    if conditions.hash is not None and (present is None or present.hash != conditions.hash):
        raise ConditionCheckFailure(
            "The policy doesn't match PolicyHashCondition. Read it again and retry."
        )


def _check_statement(work: Work, statement: Statement, where: str) -> None:
    prefix = work.arn("")
    for action in statement.actions.texts:
        if not action.startswith("glue:"):
            raise InvalidInput(f"{where}: action {action!r} isn't a Glue action")
    for resource in statement.resources.texts:
        is_ours = resource.startswith(prefix)
        if not is_ours or not _CATALOG_RESOURCE.fullmatch(resource.removeprefix(prefix)):
            raise InvalidInput(f"{where}: resource {resource!r} must begin with {prefix}")
    assert statement.principals is not None
    for principal in statement.principals.texts:
        _check_principal(work, principal, where)


def _check_principal(work: Work, principal: str, where: str) -> None:
    if principal == "*" or _ACCOUNT.fullmatch(principal):
        return
    named = _PRINCIPAL.fullmatch(principal)
    if named is not None and (named[1] != work.account_id or named[3] != "user"):
        return
    known = work.connection.execute(select(identities)).all()
    arns = [
        Identity(row.name, row.access_key_id, bool(row.is_owner), row.created_at).arn(
            work.account_id
        )
        for row in known
    ]
    if principal not in arns:
        raise InvalidInput(
            f"{where}: unknown principal {principal!r}; use the ARN of a role, another account, or "
            f"one of {', '.join(arns)}"
        )


def _check_author_stays(work: Work, policy: Policy, context: Context) -> None:
    for action in KEPT_BY_AUTHOR:
        asked = Asked(work.author.arn, work.account_id, action, work.arn(CATALOG), context)
        if policy.denies(asked):
            raise InvalidInput(
                f"The policy denies {action} to its author {work.author.arn}, who could then "
                "no longer change it. Allow this action for the author."
            )
