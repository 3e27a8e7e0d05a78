"""Link rights: whoever follows a resource link needs the same rights for its target.

The policies are asked before a request runs about the names that it contains. A link is found only
when the catalog follows it, so they are asked about its target there, in the request's transaction.
A request without links costs nothing more.
"""

from __future__ import annotations

from glue_devendpoint.api.operations import Call, operations


class LinkRights:
    """Checks the policies for the targets of the links that one transaction follows."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._asked: dict[str, None] | None = None

    def follow(self, link: str, target: str) -> None:
        """Raise AccessDenied unless the caller may do with the target what it does with the link.

        A chain is followed link by link, so each step builds on what the steps before it asked.
        """
        call = self._call
        if self._asked is None:
            self._asked = dict.fromkeys(operations()[call.operation].resources(call))
        led = {_led(path, link, target): None for path in self._asked}
        found = [path for path in (*_ancestors(target), *led) if path not in self._asked]
        if found:
            call.endpoint.policies.check(
                call.caller, call.operation, lambda: found, call.request, call.now
            )
            self._asked |= dict.fromkeys(found)


def _ancestors(target: str) -> tuple[str, ...]:
    """Return the target and the database that it is in."""
    kind, owner, *_ = target.split("/")
    return (f"database/{owner}", target) if kind == "table" else (target,)


def _led(path: str, link: str, target: str) -> str:
    """Return where a resource of the request is after the link has been followed."""
    if path == link:
        return target
    if link.startswith("database/"):
        before, after = link.removeprefix("database/"), target.removeprefix("database/")
        for kind in ("table", "userDefinedFunction"):
            if path.startswith(f"{kind}/{before}/"):
                return f"{kind}/{after}/{path.removeprefix(f'{kind}/{before}/')}"
    return path
