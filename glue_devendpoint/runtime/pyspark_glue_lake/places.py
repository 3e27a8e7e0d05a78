"""Resolves locations to this machine or to an S3 server.

Credentials for a real server come from the standard AWS credential chain of the reading machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_S3 = re.compile(r"s3[an]?://([^/]+)/(.*)")


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and endpoints by bucket. "" and "*" match all buckets that aren't listed."""

    folders: Mapping[str, str]
    endpoints: Mapping[str, str]

    def local_path(self, location: str) -> str | None:
        """Return the path of a location on this machine, or None if it is on a server."""
        found = _S3.fullmatch(location)
        if found is None:
            return location
        bucket, key = found.groups()
        if bucket not in self.folders and self._server(bucket) is not None:
            return None
        return f"{self.folders.get(bucket) or self.folders[''] + '/' + bucket}/{key}"

    def endpoint(self, location: str) -> str | None:
        """Return the URL of a location's server, or None for AWS itself."""
        found = _S3.fullmatch(location)
        return (found and self._server(found[1])) or None

    def delta_options(self, location: str) -> dict[str, str]:
        """Return the deltalake storage options for reading a table on a server."""
        from botocore.session import get_session

        session = get_session()
        endpoint = self.endpoint(location)
        options = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ALLOW_HTTP": "true" if (endpoint or "").startswith("http:") else None,
            "AWS_REGION": session.get_config_variable("region"),
        }
        if (found := session.get_credentials()) is not None:
            frozen = found.get_frozen_credentials()
            options["AWS_ACCESS_KEY_ID"] = frozen.access_key
            options["AWS_SECRET_ACCESS_KEY"] = frozen.secret_key
            options["AWS_SESSION_TOKEN"] = frozen.token
        return {name: value for name, value in options.items() if value is not None}

    def _server(self, bucket: str) -> str | None:
        return self.endpoints.get(bucket, self.endpoints.get("*"))
