"""Policy variables: condition keys and their values in a request.

Conditions use them as keys; resources and condition values use them as `${aws:username}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from glue_devendpoint.errors import InvalidInput

KEYS = (
    "aws:username",
    "aws:principalarn",
    "aws:principalaccount",
    "aws:requestedregion",
    "aws:currenttime",
    "aws:epochtime",
    "aws:tagkeys",
    "aws:viaawsservice",
    "aws:principalisawsservice",
    # No request here has a value for the rest: identities belong to no organization and have no
    # tags, no AWS service calls on their behalf, and Lake Formation doesn't decide.
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:calledvia",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "glue:credentialissuingservice",
    "glue:evaluatedbylakeformationtags",
    "glue:roleassumedby",
)
KEY_PREFIXES = ("aws:requesttag/", "aws:resourcetag/", "aws:principaltag/")
VARIABLE = re.compile(r"\$\{([^}]*)\}")


def fill_in(pattern: str, context: Mapping[str, Sequence[str]]) -> str | None:
    """Return the pattern with its variables replaced, or None if one has no value."""
    if "${" not in pattern:
        return pattern
    filled, end = [], 0
    for found in VARIABLE.finditer(pattern):
        value = _value(found[1], context)
        if value is None:
            return None
        filled += [pattern[end : found.start()], value]
        end = found.end()
    return "".join(filled) + pattern[end:]


def fold_key(key: str, where: str) -> str:
    """Return a known key in lowercase, except that tag keys keep their case."""
    name, slash, tag = key.partition("/")
    folded = name.lower() + slash + tag
    if folded in KEYS or (tag and folded.startswith(KEY_PREFIXES)):
        return folded
    known = ", ".join((*KEYS, *(f"{prefix}<key>" for prefix in KEY_PREFIXES)))
    raise InvalidInput(f"{where}: unknown condition key {key!r}; use one of {known}")


def check_variables(text: str, where: str) -> None:
    """Raise an error if the text uses an unknown variable."""
    for found in VARIABLE.finditer(text):
        fold_key(found[1].partition(",")[0].strip(), where)


def _value(name: str, context: Mapping[str, Sequence[str]]) -> str | None:
    key, _, default = (part.strip() for part in name.partition(","))
    prefix, slash, tag = key.partition("/")
    values = context.get(prefix.lower() + slash + tag)
    if values is not None and len(values) == 1 and not set(values[0]) & {"*", "?"}:
        return values[0]
    return default.strip("'") or None
