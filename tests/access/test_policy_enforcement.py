"""Identity and resource policies, enforced on real clients."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from glue_devendpoint.endpoint import Endpoint

ACCOUNT = "123456789012"
PREFIX = "arn:aws:glue:us-east-1:123456789012:"
CATALOG = f"{PREFIX}catalog"
ANN = "arn:aws:iam::123456789012:user/ann"
OWNER = "arn:aws:iam::123456789012:user/owner"


def policy(*rules: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(rules)})


def allow(action: str | list[str], *resources: str, **more: Any) -> dict[str, Any]:
    """An Allow statement for ARN paths."""
    arns = [PREFIX + resource for resource in resources]
    return {"Effect": "Allow", "Action": action, "Resource": arns or "*", **more}


def deny(action: str | list[str], *resources: str, **more: Any) -> dict[str, Any]:
    """A Deny statement for ARN paths."""
    return allow(action, *resources, **more) | {"Effect": "Deny"}


@pytest.fixture
def ann(endpoint: Endpoint, make_client: Callable[..., Any], glue: Any) -> Any:
    """A client with an added identity; the catalog has the table `sales.orders`."""
    glue.create_database(DatabaseInput={"Name": "sales"})
    glue.create_table(DatabaseName="sales", TableInput={"Name": "orders"})
    return make_client(endpoint.identities.add("ann", endpoint.clock.now()))


def is_refused(call: Callable[[], Any]) -> str:
    """The message of a denied call, or an empty string if the call is allowed."""
    try:
        call()
    except ClientError as err:
        assert err.response["Error"]["Code"] == "AccessDeniedException"
        return str(err.response["Error"]["Message"])
    return ""


def test_an_added_identity_may_do_everything_until_its_policy_is_set(
    ann: Any, endpoint: Endpoint
) -> None:
    assert not is_refused(lambda: ann.get_table(DatabaseName="sales", Name="orders"))

    endpoint.policies.put_identity_policy("ann", policy(allow("glue:GetDatabase*")))

    assert is_refused(lambda: ann.get_table(DatabaseName="sales", Name="orders")) == (
        f"User: {ANN} is not authorized to perform: glue:GetTable on resource: {CATALOG} "
        "because no identity-based policy allows the glue:GetTable action"
    )
    assert not is_refused(lambda: ann.get_database(Name="sales"))


def test_every_ancestor_must_be_allowed(ann: Any, endpoint: Endpoint) -> None:
    def read() -> Any:
        return ann.get_table(DatabaseName="SALES", Name="Orders")

    endpoint.policies.put_identity_policy("ann", policy(allow("glue:*", "table/sales/orders")))
    assert f"on resource: {CATALOG}" in is_refused(read)

    paths = ["catalog", "table/sales/orders"]
    endpoint.policies.put_identity_policy("ann", policy(allow("glue:*", *paths)))
    assert f"on resource: {PREFIX}database/sales" in is_refused(read)

    endpoint.policies.put_identity_policy("ann", policy(allow("glue:*", *paths, "database/sales")))
    assert not is_refused(read)


def test_a_delete_needs_the_children(ann: Any, endpoint: Endpoint) -> None:
    own = ["catalog", "database/sales"]
    endpoint.policies.put_identity_policy("ann", policy(allow("glue:*", *own)))
    assert f"{PREFIX}table/sales/*" in is_refused(lambda: ann.delete_database(Name="sales"))

    own += ["table/sales/*", "userDefinedFunction/sales/*"]
    guarded = policy(allow("glue:*", *own), deny("glue:*", "table/sales/orders"))
    endpoint.policies.put_identity_policy("ann", guarded)
    assert "explicit deny" in is_refused(lambda: ann.delete_database(Name="sales"))

    endpoint.policies.put_identity_policy("ann", policy(allow("glue:*", *own)))
    assert not is_refused(lambda: ann.delete_database(Name="sales"))


@pytest.mark.parametrize("anywhere", ["arn:aws:glue:*:*:", "arn:*:glue:*:123456789012:"])
def test_a_deny_for_every_region_and_account_is_only_for_what_it_names(
    ann: Any, glue: Any, endpoint: Endpoint, anywhere: str
) -> None:
    glue.create_database(DatabaseInput={"Name": "secret"})
    names = [f"{anywhere}{path}" for path in ("database/secret", "table/secret/*")]
    rules = policy(allow("glue:*"), {"Effect": "Deny", "Action": "glue:*", "Resource": names})
    endpoint.policies.put_identity_policy("ann", rules)

    assert not is_refused(lambda: ann.get_tables(DatabaseName="sales"))
    assert not is_refused(lambda: ann.delete_database(Name="sales"))
    assert "database/secret" in is_refused(lambda: ann.get_tables(DatabaseName="secret"))
    assert "database/*" in is_refused(lambda: ann.get_databases())


def test_statistics_need_the_right_that_iam_names(ann: Any, endpoint: Endpoint) -> None:
    endpoint.policies.put_identity_policy("ann", policy(allow("glue:Get*")))
    names = {"DatabaseName": "sales", "TableName": "orders"}

    assert not is_refused(lambda: ann.get_column_statistics_for_table(**names, ColumnNames=["x"]))
    assert "perform: glue:UpdateTable on" in is_refused(
        lambda: ann.update_column_statistics_for_table(**names, ColumnStatisticsList=[])
    )


def test_tags_of_requests_and_resources_decide(ann: Any, glue: Any, endpoint: Endpoint) -> None:
    red = {"StringEquals": {"aws:ResourceTag/team": "red"}}
    given_red = {"StringEquals": {"aws:RequestTag/team": "red"}}
    endpoint.policies.put_identity_policy(
        "ann",
        policy(
            allow("glue:GetConnection", "catalog"),
            allow("glue:GetConnection", "connection/*", Condition=red),
            allow(["glue:CreateConnection"], "catalog", "connection/*"),
            allow("glue:TagResource", "connection/*", Condition=given_red),
        ),
    )

    def create(client: Any, name: str, **tags: str) -> Any:
        given = {"Name": name, "ConnectionType": "NETWORK", "ConnectionProperties": {}}
        return client.create_connection(ConnectionInput=given, Tags=tags)

    create(glue, "hers", team="red")
    create(glue, "theirs", team="blue")

    assert not is_refused(lambda: ann.get_connection(Name="hers"))
    assert is_refused(lambda: ann.get_connection(Name="theirs"))
    assert not is_refused(lambda: create(ann, "untagged"))
    assert not is_refused(lambda: create(ann, "new", team="red"))
    assert "glue:TagResource" in is_refused(lambda: create(ann, "other", team="blue"))


def test_the_catalogs_policy_allows_and_denies(ann: Any, glue: Any, endpoint: Endpoint) -> None:
    endpoint.policies.put_identity_policy("ann", policy(allow("s3:*")))
    principal = {"Principal": {"AWS": ANN}}

    def read() -> Any:
        return ann.get_table(DatabaseName="sales", Name="orders")

    glue.put_resource_policy(PolicyInJson=policy(allow("glue:*", "*", **principal)))
    assert not is_refused(read)

    both = policy(
        allow("glue:*", "*", **principal), deny("glue:GetTable", "table/sales/*", **principal)
    )
    glue.put_resource_policy(PolicyInJson=both)
    assert "with an explicit deny in a resource-based policy" in is_refused(read)

    glue.delete_resource_policy()
    assert is_refused(read)


def test_the_owner_can_be_denied_but_never_locked_out(glue: Any, ann: Any) -> None:
    nobody = policy(deny("glue:*", "table/*", Principal="*"))

    ann.put_resource_policy(PolicyInJson=nobody)

    assert is_refused(lambda: glue.get_table(DatabaseName="sales", Name="orders"))
    glue.delete_resource_policy()
    assert not is_refused(lambda: glue.get_table(DatabaseName="sales", Name="orders"))


def test_an_identity_that_denies_everybody_else_does_not_lock_the_owner_out(
    glue: Any, ann: Any
) -> None:
    ann.put_resource_policy(PolicyInJson=policy(deny("glue:*", "*", NotPrincipal={"AWS": ANN})))

    assert is_refused(lambda: glue.get_databases())
    assert glue.get_resource_policy()["PolicyInJson"]
    glue.delete_resource_policy()
    assert not is_refused(lambda: glue.get_databases())


def test_the_catalogs_policy_is_read_back_with_its_hash(glue: Any) -> None:
    missing = glue.exceptions.EntityNotFoundException
    document = policy(allow("glue:Get*", "*", Principal={"AWS": OWNER}))
    assert glue.get_resource_policies()["GetResourcePoliciesResponseList"] == []
    with pytest.raises(missing):
        glue.get_resource_policy()

    digest = glue.put_resource_policy(PolicyInJson=document)["PolicyHash"]

    found = glue.get_resource_policy(ResourceArn=CATALOG)
    del found["ResponseMetadata"]
    assert (found["PolicyInJson"], found["PolicyHash"]) == (document, digest)
    assert glue.get_resource_policies()["GetResourcePoliciesResponseList"] == [found]
    glue.delete_resource_policy(PolicyHashCondition=digest)
    with pytest.raises(missing):
        glue.delete_resource_policy()


def test_conditions_of_a_change_are_checked(glue: Any) -> None:
    unmet = glue.exceptions.ConditionCheckFailureException
    document = policy(allow("glue:Get*", "*", Principal={"AWS": OWNER}))
    put = glue.put_resource_policy

    with pytest.raises(unmet):
        put(PolicyInJson=document, PolicyExistsCondition="MUST_EXIST")
    with pytest.raises(unmet):
        put(PolicyInJson=document, PolicyHashCondition="0")
    digest = put(PolicyInJson=document, PolicyExistsCondition="NOT_EXIST")["PolicyHash"]
    with pytest.raises(unmet):
        put(PolicyInJson=document, PolicyExistsCondition="NOT_EXIST")
    with pytest.raises(unmet):
        glue.delete_resource_policy(PolicyHashCondition="0")
    put(PolicyInJson=document, PolicyHashCondition=digest, PolicyExistsCondition="MUST_EXIST")


def test_of_two_who_set_the_first_policy_at_once_one_is_told(
    make_client: Callable[..., Any],
) -> None:
    documents = [policy(allow(f"glue:Get{n}*", "*", Principal="*")) for n in range(6)]
    told: list[str] = []

    def put(document: str) -> None:
        try:
            make_client().put_resource_policy(
                PolicyInJson=document, PolicyExistsCondition="NOT_EXIST"
            )
            told.append("stored")
        except ClientError as err:
            told.append(err.response["Error"]["Code"])

    threads = [threading.Thread(target=put, args=(document,)) for document in documents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["ConditionCheckFailureException"] * 5 + ["stored"]


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("{}", "Statement must be"),
        (policy(allow("glue:*", "*")), "either Principal or NotPrincipal"),
        (policy(allow("s3:*", "*", Principal="*")), "isn't a Glue action"),
        (policy(allow("glue:*", Principal="*")), "must begin with arn:aws:glue"),
        (
            policy(allow("glue:*", "*", Principal={"AWS": f"{ANN}/*"})),
            "unknown principal",
        ),
        (
            policy(allow("glue:*", "*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody"})),
            "unknown principal .*nobody",
        ),
        (policy(allow("glue:*", "*", Principal={"AWS": "ann"})), "unknown principal 'ann'"),
        (policy(allow("glue:*", "*", Principal={"Servant": "x"})), "unknown element 'Servant'"),
        (policy(allow("glue:*", "*", Principal={})), "Principal must be"),
        (policy(deny("glue:*", "*", Principal={"AWS": OWNER})), "denies glue:PutResourcePolicy"),
        (policy(*[allow("glue:Get*", "*", Principal="*")] * 150), "larger than 10240 bytes"),
    ],
)
def test_a_bad_policy_is_refused_with_what_is_wrong(
    glue: Any, document: str, complaint: str
) -> None:
    with pytest.raises(glue.exceptions.InvalidInputException, match=complaint):
        glue.put_resource_policy(PolicyInJson=document)


@pytest.mark.parametrize(
    "principal",
    [
        {"Service": ["ram.amazonaws.com"]},
        {"Federated": "cognito-identity.amazonaws.com"},
        {"AWS": "999999999999"},
        {"AWS": ["arn:aws:iam::999999999999:root", "arn:aws:iam::999999999999:user/ann"]},
        {"AWS": f"arn:aws:iam::{ACCOUNT}:role/service-role/Etl"},
        {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/Etl/session"},
    ],
)
def test_a_principal_that_nobody_can_be_here_is_stored_and_never_matches(
    ann: Any, glue: Any, endpoint: Endpoint, principal: dict[str, Any]
) -> None:
    endpoint.policies.put_identity_policy("ann", policy(allow("s3:*")))
    glue.put_resource_policy(PolicyInJson=policy(allow("glue:*", "*", Principal=principal)))
    assert is_refused(lambda: ann.get_database(Name="sales"))

    both = allow("glue:*", "*", Principal={"Service": "ram.amazonaws.com", "AWS": [ANN]})
    glue.put_resource_policy(PolicyInJson=policy(both))
    assert not is_refused(lambda: ann.get_database(Name="sales"))

    others = deny("glue:Get*", "database/*", NotPrincipal={"Service": "ram.amazonaws.com"})
    glue.put_resource_policy(PolicyInJson=policy(both, others))
    assert "with an explicit deny" in is_refused(lambda: ann.get_database(Name="sales"))


def test_a_policy_for_sharing_with_lake_formation_is_kept(glue: Any) -> None:
    by_tags = {"Bool": {"glue:EvaluatedByLakeFormationTags": True}}
    in_organization = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    document = policy(
        allow("glue:*", "table/*", Principal={"AWS": "999999999999"}, Condition=by_tags),
        allow("glue:ShareResource", "*", Principal={"Service": ["ram.amazonaws.com"]}),
        allow("glue:Get*", "*", Principal="*", Condition=in_organization),
    )

    glue.put_resource_policy(PolicyInJson=document, EnableHybrid="TRUE")

    assert glue.get_resource_policy()["PolicyInJson"] == document


def test_other_resources_have_no_policy(glue: Any) -> None:
    document = policy(allow("glue:Get*", "*", Principal="*"))

    with pytest.raises(glue.exceptions.InvalidInputException, match=r"Only .*:catalog can"):
        glue.put_resource_policy(PolicyInJson=document, ResourceArn=f"{PREFIX}database/d")


def test_a_removed_identitys_policy_goes_with_it(endpoint: Endpoint) -> None:
    endpoint.identities.add("bob", endpoint.clock.now())
    endpoint.policies.put_identity_policy("bob", policy(deny("glue:*")))

    endpoint.identities.remove("bob")
    endpoint.identities.add("bob", endpoint.clock.now())

    assert "Allow" in endpoint.policies.identity_policy("bob")
