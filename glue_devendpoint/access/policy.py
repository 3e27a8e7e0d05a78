"""Policies: who may do what, evaluated the way IAM does it.

An explicit Deny overrides every Allow, and anything not allowed is denied. A request is checked
for every resource it touches: the object, its ancestors, and for a delete, its children. Within
the account, an Allow in either the identity's policy or the catalog's resource policy is enough.

The owner may do everything that the resource policy doesn't deny, and may always read, replace,
and remove that policy, so you can't lock yourself out of your own endpoint. An identity without a
policy may do everything in Glue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import select

from glue_devendpoint.access.remembered import Remembered
from glue_devendpoint.access.statements import Asked, Policy, parse_policy
from glue_devendpoint.errors import AccessDenied, EntityNotFound
from glue_devendpoint.store.account_schema import identity_policies, resource_policies, tags
from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.rows import put_rows
from glue_devendpoint.store.schema import identities

DEFAULT_POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"glue:*","Resource":"*"}]}'
)
NEVER_DENIED_TO_OWNER = (
    "glue:GetResourcePolicy",
    "glue:GetResourcePolicies",
    "glue:PutResourcePolicy",
    "glue:DeleteResourcePolicy",
)
# Operations whose IAM action has a different name.
ACTIONS = {
    "DeleteColumnStatisticsForPartition": "DeletePartition",
    "DeleteColumnStatisticsForTable": "DeleteTable",
    "GetColumnStatisticsForPartition": "GetPartition",
    "GetColumnStatisticsForTable": "GetTable",
    "GetUnfilteredPartitionMetadata": "GetPartition",
    "GetUnfilteredPartitionsMetadata": "GetPartitions",
    "GetUnfilteredTableMetadata": "GetTable",
    "UpdateColumnStatisticsForPartition": "UpdatePartition",
    "UpdateColumnStatisticsForTable": "UpdateTable",
}


class AnyCaller(Protocol):
    """The caller of a request."""

    @property
    def name(self) -> str:
        """The identity's name."""
        ...

    @property
    def arn(self) -> str:
        """The identity's ARN."""
        ...

    @property
    def is_owner(self) -> bool:
        """Whether it is the endpoint's owner."""
        ...


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The policies that apply to one identity."""

    identity: Policy
    resource: Policy | None

    def mentions(self, prefix: str) -> bool:
        """Whether a policy uses condition keys with this prefix."""
        return any(policy is not None and policy.mentions(prefix) for policy in self._all())

    def _all(self) -> tuple[Policy | None, ...]:
        return (self.identity, self.resource)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a request is allowed, and if not, what was denied and why."""

    is_allowed: bool
    action: str = ""
    arn: str = ""
    reason: str = ""


ALLOWED = Decision(True)


def authorize(caller: AnyCaller, questions: list[Asked], policies: PolicySet) -> Decision:
    """Evaluate the questions in order; stop at the first denial."""
    for asked in questions:
        refusal = _refusal(caller, asked, policies)
        if refusal:
            return Decision(False, asked.action, asked.arn, refusal)
    return ALLOWED


def _refusal(caller: AnyCaller, asked: Asked, policies: PolicySet) -> str:
    if caller.is_owner and asked.action in NEVER_DENIED_TO_OWNER:
        return ""
    if policies.resource is not None and policies.resource.denies(asked):
        return "with an explicit deny in a resource-based policy"
    if caller.is_owner:
        return ""
    if policies.identity.denies(asked):
        return "with an explicit deny in an identity-based policy"
    if policies.identity.allows(asked):
        return ""
    if policies.resource is not None and policies.resource.allows(asked):
        return ""
    return f"because no identity-based policy allows the {asked.action} action"


class Policies:
    """The stored policies; checks requests against them.

    Policies are cached for a moment. A change by this process takes effect immediately.
    """

    def __init__(self, store: Store, account_id: str, region: str) -> None:
        self._store = store
        self._account_id = account_id
        self._region = region
        self._remembered: Remembered[PolicySet] = Remembered()

    def check(
        self,
        caller: AnyCaller,
        operation: str,
        resources: Callable[[], list[str]],
        request: Mapping[str, Any],
        now: float,
    ) -> None:
        """Raise AccessDenied unless the caller may run the operation on the resources."""
        policies = self.of(caller.name, now)
        if caller.is_owner and policies.resource is None:
            return
        questions = self._questions(caller, operation, resources(), request, now, policies)
        decision = authorize(caller, questions, policies)
        if not decision.is_allowed:
            raise AccessDenied(
                f"User: {caller.arn} is not authorized to perform: {decision.action} "
                f"on resource: {decision.arn} {decision.reason}"
            )

    def of(self, name: str, now: float) -> PolicySet:
        """Return the policies that apply to an identity."""
        kept = self._remembered.get(name, now)
        return kept or self._remembered.keep(name, self._load(name), now)

    def forget(self) -> None:
        """Clear the cache, so the next request reads the policies again."""
        self._remembered.forget()

    def put_identity_policy(self, name: str, document: str) -> None:
        """Set an identity's policy."""
        parse_policy(document, "identity")
        with self._store.write() as connection:
            known = connection.execute(select(identities.c.name).where(identities.c.name == name))
            if known.scalar() is None:
                raise EntityNotFound(f"no identity named {name!r}")
            put_rows(connection, identity_policies, [{"identity": name, "document": document}])
        self.forget()

    def identity_policy(self, name: str) -> str:
        """Return an identity's policy document."""
        query = (
            select(identities.c.name, identity_policies.c.document)
            .outerjoin(identity_policies, identity_policies.c.identity == identities.c.name)
            .where(identities.c.name == name)
        )
        with self._store.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise EntityNotFound(f"no identity named {name!r}")
        return row.document or DEFAULT_POLICY

    def context(
        self, caller: AnyCaller, operation: str, request: Mapping[str, Any], now: float
    ) -> dict[str, list[str]]:
        """Return the condition keys of a request that don't depend on a resource."""
        known = {
            "aws:username": [caller.name],
            "aws:principalarn": [caller.arn],
            "aws:principalaccount": [self._account_id],
            "aws:requestedregion": [self._region],
            "aws:epochtime": [str(int(now))],
            "aws:currenttime": [datetime.fromtimestamp(now, UTC).isoformat()],
            "aws:viaawsservice": ["false"],
            "aws:principalisawsservice": ["false"],
        }
        given = _request_tags(operation, request)
        known.update({f"aws:requesttag/{key}": [value] for key, value in given.items()})
        keys = [*given, *request.get("TagsToRemove", [])]
        return known | {"aws:tagkeys": keys} if keys else known

    def _questions(
        self,
        caller: AnyCaller,
        operation: str,
        paths: list[str],
        request: Mapping[str, Any],
        now: float,
        policies: PolicySet,
    ) -> list[Asked]:
        context = self.context(caller, operation, request, now)
        asks_tags = policies.mentions("aws:resourcetag/")
        action = f"glue:{ACTIONS.get(operation, operation)}"
        wanted = [(action, path) for path in paths]
        if operation.startswith("Create") and request.get("Tags"):
            wanted += [("glue:TagResource", path) for path in paths if path != "catalog"]
        return [
            Asked(
                caller.arn,
                self._account_id,
                asked,
                path if path == "*" else f"arn:aws:glue:{self._region}:{self._account_id}:{path}",
                context | self._resource_tags(path) if asks_tags else context,
            )
            for asked, path in wanted
        ]

    def _resource_tags(self, path: str) -> dict[str, list[str]]:
        query = select(tags.c.key, tags.c.value).where(tags.c.resource == path)
        with self._store.read() as connection:
            rows = connection.execute(query).all()
        return {f"aws:resourcetag/{row.key}": [row.value] for row in rows}

    def _load(self, name: str) -> PolicySet:
        with self._store.read() as connection:
            own = connection.execute(
                select(identity_policies.c.document).where(identity_policies.c.identity == name)
            ).scalar()
            shared = connection.execute(
                select(resource_policies.c.document).where(
                    resource_policies.c.resource == "catalog"
                )
            ).scalar()
        return PolicySet(
            parse_policy(own or DEFAULT_POLICY, "identity"),
            None if shared is None else parse_policy(shared, "resource"),
        )


def _request_tags(operation: str, request: Mapping[str, Any]) -> dict[str, str]:
    tags_of_request = request.get("TagsToAdd")
    if tags_of_request is None and operation.startswith(("Create", "Register")):
        tags_of_request = request.get("Tags")
    return dict(tags_of_request or {})
