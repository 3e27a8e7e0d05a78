"""The service model: validates Glue requests.

botocore's service model, together with the endpoint's own operations, is compiled into checks of
the request JSON, each shape on first use: required members, types, ranges, lengths, patterns,
enums, and list sizes. As on AWS, unknown members and nulls are dropped, a value of the wrong type
is a SerializationException, and any other violation of the model is a ValidationException, in every
operation. What the model can't express is checked by the engine (mostly InvalidInputException).
"""

from __future__ import annotations

import base64
import binascii
import math
import sys
from functools import cache
from typing import Any

from botocore.loaders import Loader
from glue_own_operations import OPERATIONS, SHAPES

from glue_devendpoint.api.constraints import (
    Check,
    Place,
    Problems,
    TooManyProblems,
    allows_plain_text,
    enum_check,
    length_check,
    pattern_check,
    range_check,
    report,
    wrong_type,
)
from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import RequestRefused, ValidationFailed

# The model's list of these values is out of date; the engine validates them.
ENUMS_NOT_ENFORCED = frozenset({"WorkerType"})
# Values that AWS accepts although the model's lists lack them.
UNLISTED_VALUES = {
    "ConnectionType": ["SNOWFLAKE"],
    "ConnectionPropertyKey": ["SparkProperties"],
}
# Years 1 to 9999, the range that clients can represent.
EARLIEST_TIME, LATEST_TIME = -62_135_596_800, 253_402_300_799
# AWS's own name of a member where it isn't the model's: `table.storageDescriptor...`.
NAMES_IN_PLACES = {"TableInput": "table"}
NO_MEMBERS: dict[str, Any] = {"type": "structure", "members": {}}
REMEMBERED = 4
# The most members and characters where the model has no limit.
DEFAULT_LIMITS = {"list": 10_000, "map": 10_000, "string": 1_048_576}
INTEGER_LIMITS = {"integer": 2**31, "long": 2**63}


class ServiceModel:
    """Glue's operations and the shapes of their requests and responses."""

    def __init__(self) -> None:
        self._description: dict[str, Any] = Loader().load_service_model("glue", "service-2")
        self._requests = ShapeChecks(_bounded(self._description["shapes"] | SHAPES))

    @property
    def operations(self) -> dict[str, Any]:
        """Every operation of Glue, by name."""
        operations: dict[str, Any] = self._description["operations"]
        return operations

    def input_shape(self, operation: str) -> dict[str, Any]:
        """Return the shape of an operation's request."""
        return self._shape(operation, "input")

    def output_shape(self, operation: str) -> dict[str, Any]:
        """Return the shape of an operation's response."""
        return self._shape(operation, "output")

    def shape(self, name: str) -> dict[str, Any]:
        """Return a shape by name."""
        shape: dict[str, Any] = self._description["shapes"][name]
        return shape

    def valid_request(self, operation: str, request: Json) -> Json:
        """Return the request without unknown members; raise an error if it is invalid."""
        name = self._described(operation).get("input", {}).get("shape")
        if name is None:
            return {}
        problems: Problems = []
        try:
            valid: Json = self._requests.check(name)(request, None, problems)
        except TooManyProblems:
            raise _refusal(problems) from None
        except RecursionError:
            raise RequestRefused(
                "SerializationException", "The request is nested too deeply."
            ) from None
        if problems:
            raise _refusal(problems)
        return valid

    def _described(self, operation: str) -> dict[str, Any]:
        found: dict[str, Any] = OPERATIONS.get(operation) or self.operations[operation]
        return found

    def _shape(self, operation: str, direction: str) -> dict[str, Any]:
        reference = self.operations[operation].get(direction)
        return NO_MEMBERS if reference is None else self.shape(reference["shape"])


@cache
def service_model() -> ServiceModel:
    """Return the service model, which is read and compiled once for each process."""
    return ServiceModel()


def _bounded(shapes: dict[str, Any]) -> dict[str, Any]:
    """Give a limit to each list, map, and text without one."""
    return {
        name: {"max": DEFAULT_LIMITS[shape["type"]], **shape}
        if shape["type"] in DEFAULT_LIMITS
        else shape
        for name, shape in shapes.items()
    }


class ShapeChecks:
    """Compiles shapes into checks, each on first use."""

    def __init__(self, shapes: dict[str, Any], *, refuses_unknown: bool = False) -> None:
        self._shapes = shapes
        self._refuses_unknown = refuses_unknown
        self._compiled: dict[str, Check] = {}
        self._in_progress: set[str] = set()
        self._builders = {
            "structure": self._structure,
            "list": self._list,
            "map": self._map,
            "string": _string,
            "integer": _whole_number,
            "long": _whole_number,
            "double": _number,
            "float": _number,
            "boolean": _boolean,
            "timestamp": _timestamp,
            "blob": _blob,
        }

    def check(self, name: str) -> Check:
        """Return the check of a shape."""
        compiled = self._compiled.get(name)
        if compiled is not None:
            return compiled
        if name in self._in_progress:  # a recursive shape
            return lambda value, place, problems: self._compiled[name](value, place, problems)
        self._in_progress.add(name)
        shape = {**self._shapes[name], "name": name}
        compiled = _anything if shape.get("document") else self._builders[shape["type"]](shape)
        if shape["type"] in ("list", "structure") and self._is_textual(name):
            compiled = _remembering(compiled)
        self._compiled[name] = compiled
        self._in_progress.discard(name)
        return compiled

    def _is_textual(self, name: str, above: tuple[str, ...] = ()) -> bool:
        """Whether a shape contains only text, at any depth."""
        shape = self._shapes[name]
        if name in above or shape.get("document"):
            return False
        parts = [*shape.get("members", {}).values()]
        parts += [shape[role] for role in ("member", "key", "value") if role in shape]
        if not parts:
            return bool(shape["type"] == "string")
        return all(self._is_textual(part["shape"], (*above, name)) for part in parts)

    def _structure(self, shape: dict[str, Any]) -> Check:
        members = {
            name: (_step(name), self.check(part["shape"]))
            for name, part in shape["members"].items()
        }
        required = tuple((name, _step(name)) for name in shape.get("required", ()))
        is_union = bool(shape.get("union"))
        refuses_unknown = self._refuses_unknown

        def check(value: Any, place: Place, problems: Problems) -> Any:
            if type(value) is not dict:
                raise wrong_type(value, place, "a structure")
            kept = {}
            for name, part in value.items():
                member = members.get(name)
                if member is None:
                    if refuses_unknown:
                        report(problems, part, (place, name), "Member must be known to the model")
                elif part is not None:
                    step, check_member = member
                    kept[name] = check_member(part, (place, step), problems)
            for name, step in required:
                if name not in kept:
                    report(problems, None, (place, step), "Member must not be null")
            if is_union and len(kept) != 1:
                report(problems, value, place, "Exactly one member must be set")
            return kept

        return check

    def _list(self, shape: dict[str, Any]) -> Check:
        element = self.check(shape["member"]["shape"])
        length = length_check(shape, len)

        def check(value: Any, place: Place, problems: Problems) -> Any:
            if type(value) is not list:
                raise wrong_type(value, place, "a list")
            if length is not None and not length(value, place, problems):
                return value
            kept = []
            for number, part in enumerate(value):
                if part is None:
                    report(problems, None, (place, number), "Member must not be null")
                else:
                    kept.append(element(part, (place, number), problems))
            return kept

        return check

    def _map(self, shape: dict[str, Any]) -> Check:
        key_check = self.check(shape["key"]["shape"])
        value_check = self.check(shape["value"]["shape"])
        length = length_check(shape, len)

        def check(value: Any, place: Place, problems: Problems) -> Any:
            if type(value) is not dict:
                raise wrong_type(value, place, "a map")
            if length is not None and not length(value, place, problems):
                return value
            kept = {}
            for key, part in value.items():
                if part is not None:
                    key_check(key, (place, "key"), problems)
                    kept[key] = value_check(part, (place, key), problems)
            return kept

        return check


def _remembering(check: Check) -> Check:
    """Skip the check for values equal to one that passed recently.

    The partitions of a batch repeat the same columns, and comparing is far cheaper than checking.
    Use only for values that contain only text, because in Python 1, 1.0, and True are equal.
    """
    lately: tuple[Any, ...] = ()

    def remembering(value: Any, place: Place, problems: Problems) -> Any:
        nonlocal lately
        if value in lately:
            return value
        found = len(problems)
        kept = check(value, place, problems)
        if len(problems) == found and kept == value:
            lately = (value, *lately[: REMEMBERED - 1])
        return kept

    return remembering


def _refusal(problems: Problems) -> ValidationFailed:
    count = len(problems)
    return ValidationFailed(
        f"{count} validation error{'s' * (count > 1)} detected: {'; '.join(problems)}"
    )


def _step(name: str) -> str:
    """Return a member's name as it appears in places."""
    return NAMES_IN_PLACES.get(name, name[:1].lower() + name[1:])


def _anything(value: Any, _place: Place, _problems: Problems) -> Any:
    return value


def _string(shape: dict[str, Any]) -> Check:
    constraints: list[Check] = []
    if (length := length_check(shape, len)) is not None:
        constraints.append(length)
    if "pattern" in shape:
        constraints.append(pattern_check(shape))
    if "enum" in shape and shape["name"] not in ENUMS_NOT_ENFORCED:
        listed = [*shape["enum"], *UNLISTED_VALUES.get(shape["name"], ())]
        constraints.append(enum_check({**shape, "enum": listed}))
    least, most = shape.get("min", 0), shape.get("max", sys.maxsize)
    takes_plain = "enum" not in shape and allows_plain_text(shape.get("pattern"))

    def check(value: Any, place: Place, problems: Problems) -> Any:
        if (
            takes_plain
            and type(value) is str
            and least <= len(value) <= most
            and value.isascii()
            and value.isprintable()
        ):
            return value  # fast path for nearly all texts
        if type(value) is not str:
            raise wrong_type(value, place, "a String")
        for constraint in constraints:
            if not constraint(value, place, problems):
                break
        return value

    return check


def _whole_number(shape: dict[str, Any]) -> Check:
    limit = INTEGER_LIMITS[shape["type"]]
    limits = range_check(shape)
    wanted = "an Integer" if shape["type"] == "integer" else "a Long"

    def check(value: Any, place: Place, problems: Problems) -> Any:
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int or not -limit <= value < limit:
            raise wrong_type(value, place, wanted)
        if limits is not None:
            limits(value, place, problems)
        return value

    return check


def _number(shape: dict[str, Any]) -> Check:
    limits = range_check(shape)

    def check(value: Any, place: Place, problems: Problems) -> Any:
        if type(value) not in (int, float) or not math.isfinite(value):
            raise wrong_type(value, place, "a Double")
        if limits is not None:
            limits(value, place, problems)
        return value

    return check


def _boolean(_shape: dict[str, Any]) -> Check:
    def check(value: Any, place: Place, _problems: Problems) -> Any:
        if type(value) is not bool:
            raise wrong_type(value, place, "a Boolean")
        return value

    return check


def _timestamp(shape: dict[str, Any]) -> Check:
    if shape.get("timestampFormat") == "iso8601":
        return _string({**shape, "max": 64})

    def check(value: Any, place: Place, _problems: Problems) -> Any:
        if type(value) not in (int, float) or not EARLIEST_TIME <= value <= LATEST_TIME:
            raise wrong_type(value, place, "a Timestamp (seconds since 1970)")
        return value

    return check


def _blob(shape: dict[str, Any]) -> Check:
    length = length_check(shape, len)

    def check(value: Any, place: Place, problems: Problems) -> Any:
        if type(value) is not str:
            raise wrong_type(value, place, "a Blob")
        try:
            content = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as err:
            raise wrong_type(value, place, "a Blob, which is base64 text") from err
        if length is not None:
            length(content, place, problems)
        return value

    return check
