"""Callers: the doors through which a request comes in, and who stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from glue_devendpoint.access.capabilities import Capabilities
from glue_devendpoint.access.identities import OWNER, Identities, Identity
from glue_devendpoint.access.request import WireRequest
from glue_devendpoint.access.sigv4 import Signer, check_claim, read_claim
from glue_devendpoint.errors import RequestRefused

Door: TypeAlias = Callable[[WireRequest, float], Identity]
"""Says who sent a request at a moment, or refuses it."""


class Doors:
    """The three ways in: signed, by capability, and behind Jupyter's own login."""

    def __init__(self, identities: Identities, capabilities: Capabilities, region: str) -> None:
        self._identities = identities
        self._capabilities = capabilities
        self._region = region
        self._signer = Signer()
        self._owner: Identity | None = None

    def signed(self, request: WireRequest, now: float) -> Identity:
        """Return who signed the request with the secret of a stored identity."""
        claim = read_claim(request)
        check_claim(claim, request, self._region, now)
        identity, secret = self._find(claim.access_key_id, now)
        self._signer.check(claim, request, secret)
        return identity

    def capability(self, secret: str) -> Door:
        """Return the door that a capability's secret opens."""

        def enter(_request: WireRequest, now: float) -> Identity:
            return self._find(self._capabilities.access_key_id(secret, now), now)[0]

        return enter

    def owner(self, _request: WireRequest, _now: float) -> Identity:
        """Return the owner; only for requests that passed Jupyter's login."""
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
