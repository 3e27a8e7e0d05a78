"""Operations on the catalog's resource policy and encryption settings."""

from __future__ import annotations

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import encryption, resource_policies
from glue_devendpoint.catalog.resource_policies import Conditions
from glue_devendpoint.errors import EntityNotFound


@operation("PutResourcePolicy", resources=paths.catalog)
def put_resource_policy(call: Call) -> Answer:
    """Set the catalog's policy."""
    policies, request = call.endpoint.policies, call.request
    context = policies.context(call.caller, call.operation, request, call.now)
    with writing(call) as work:
        resource_policies.check_is_catalog(work, request.get("ResourceArn"))
        digest = resource_policies.put_resource_policy(
            work, request["PolicyInJson"], _conditions(call), context
        )
    policies.forget()
    return {"PolicyHash": digest}


@operation("GetResourcePolicy", resources=paths.catalog, is_quick=True)
def get_resource_policy(call: Call) -> Answer:
    """Return the catalog's policy."""
    with reading(call) as work:
        resource_policies.check_is_catalog(work, call.request.get("ResourceArn"))
        return resource_policies.find_resource_policy(work)


@operation("GetResourcePolicies", resources=paths.catalog, is_quick=True)
def get_resource_policies(call: Call) -> Answer:
    """Return a list with the catalog's policy, or an empty list."""
    with reading(call) as work:
        try:
            found = [resource_policies.find_resource_policy(work)]
        except EntityNotFound:
            found = []
    return {"GetResourcePoliciesResponseList": found}


@operation("DeleteResourcePolicy", resources=paths.catalog)
def delete_resource_policy(call: Call) -> Answer:
    """Delete the catalog's policy."""
    with writing(call) as work:
        resource_policies.check_is_catalog(work, call.request.get("ResourceArn"))
        resource_policies.delete_resource_policy(work, _conditions(call))
    call.endpoint.policies.forget()
    return {}


@operation("GetDataCatalogEncryptionSettings", resources=paths.catalog, is_quick=True)
def get_encryption_settings(call: Call) -> Answer:
    """Return the encryption settings."""
    with reading(call) as work:
        return {"DataCatalogEncryptionSettings": encryption.encryption_settings(work)}


@operation("PutDataCatalogEncryptionSettings", resources=paths.catalog)
def put_encryption_settings(call: Call) -> Answer:
    """Replace the encryption settings."""
    with writing(call) as work:
        encryption.put_encryption_settings(work, call.request["DataCatalogEncryptionSettings"])
    return {}


def _conditions(call: Call) -> Conditions:
    request = call.request
    return Conditions(
        request.get("PolicyHashCondition"), request.get("PolicyExistsCondition", "NONE")
    )
