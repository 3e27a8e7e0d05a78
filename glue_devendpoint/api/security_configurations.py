"""Operations on security configurations."""

from __future__ import annotations

from glue_devendpoint.api import paths
from glue_devendpoint.api.operations import Answer, Call, RawJson, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.catalog import security_configurations
from glue_devendpoint.catalog.answers import listing


@operation("CreateSecurityConfiguration", resources=paths.everything)
def create_security_configuration(call: Call) -> Answer:
    """Create a security configuration."""
    name = call.request["Name"]
    with writing(call) as work:
        security_configurations.create_security_configuration(
            work, name, call.request["EncryptionConfiguration"]
        )
    return {"Name": name, "CreatedTimestamp": call.now}


@operation("GetSecurityConfiguration", resources=paths.everything, is_quick=True)
def get_security_configuration(call: Call) -> Answer:
    """Return a security configuration."""
    with reading(call) as work:
        text = security_configurations.security_configuration_text(work, call.request["Name"])
    return RawJson(f'{{"SecurityConfiguration":{text}}}')


@operation("GetSecurityConfigurations", resources=paths.everything)
def get_security_configurations(call: Call) -> Answer:
    """Return a page of security configurations."""
    with reading(call) as work:
        page, token = security_configurations.list_security_configurations(
            work,
            limit=call.request.get("MaxResults", security_configurations.PAGE),
            token=call.request.get("NextToken"),
        )
    return RawJson(listing("SecurityConfigurations", page, token))


@operation("DeleteSecurityConfiguration", resources=paths.everything)
def delete_security_configuration(call: Call) -> Answer:
    """Delete a security configuration."""
    with writing(call) as work:
        security_configurations.delete_security_configuration(work, call.request["Name"])
    return {}
