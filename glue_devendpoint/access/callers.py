"""Callers: find out who sent a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from glue_devendpoint.access.capabilities import Capabilities
from glue_devendpoint.access.identities import OWNER, Identities, Identity
from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.access.sigv4 import Signer, check_claim, read_claim
from glue_devendpoint.errors import RequestRefused

Door: TypeAlias = Callable[[WireRequest, float], Identity]
"""Authenticates a request at a given time, or raises an error."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The identity in whose name something is done."""

    name: str
    arn: str
    is_owner: bool


def caller_of(identity: Identity, account_id: str) -> Caller:
    """Return an identity as a caller in an account."""
    return Caller(identity.name, identity.arn(account_id), identity.is_owner)


class Doors:
    """The three ways to authenticate: SigV4, a capability URL, or Jupyter's login."""

    def __init__(self, identities: Identities, capabilities: Capabilities, region: str) -> None:
        self._identities = identities
        self._capabilities = capabilities
        self._region = region
        self._signer = Signer()
        self._owner: Identity | None = None

    def signed(self, request: WireRequest, now: float) -> Identity:
        """Return the identity that signed the request."""
        claim = read_claim(request)
        check_claim(claim, request, self._region, now)
        identity, secret = self._find(claim.access_key_id, now)
        self._signer.check(claim, request, secret)
        return identity

    def capability(self, secret: str) -> Door:
        """Return a door that authenticates by a capability's secret."""

        def enter(_request: WireRequest, now: float) -> Identity:
            return self._find(self._capabilities.access_key_id(secret, now), now)[0]

        return enter

    def owner(self, _request: WireRequest, _now: float) -> Identity:
        """Return the owner. Use only for requests that passed Jupyter's login."""
        if self._owner is None:
            self._owner = next(found for found in self._identities.list() if found.name == OWNER)
        return self._owner

    def _find(self, access_key_id: str, now: float) -> tuple[Identity, str]:
        found = self._identities.find(access_key_id, now)
        if found is None:
            raise RequestRefused(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        return found
