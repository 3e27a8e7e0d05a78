"""GlueTransform: the base class of transforms, where `X.apply(…)` is the same as `X()(…)`.

The description of a transform is derived from its signature, so it is always up to date.
"""

from __future__ import annotations

import inspect
from typing import Any

Description = dict[str, Any]


class GlueTransform:
    """A transform that scripts apply through its class."""

    returns = "DynamicFrame"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must implement __call__")

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Apply the transform."""
        return cls()(*args, **kwargs)

    @classmethod
    def name(cls) -> str:
        """Return the transform's name."""
        return cls.__name__

    @classmethod
    def describeArgs(cls) -> list[Description]:
        """Describe each argument: its name, type, and default value if it has one."""
        described: list[Description] = []
        for name, parameter in list(inspect.signature(cls.__call__).parameters.items())[1:]:
            is_optional = parameter.default is not inspect.Parameter.empty
            one: Description = {
                "name": name,
                "type": str(parameter.annotation).replace("typing.", ""),
                "description": f"Argument {name} of {cls.__name__}",
                "optional": is_optional,
            }
            described.append({**one, "defaultValue": parameter.default} if is_optional else one)
        return described

    @classmethod
    def describeReturn(cls) -> Description:
        """Describe the result."""
        return {"type": cls.returns, "description": inspect.getdoc(cls.__call__) or ""}

    @classmethod
    def describeTransform(cls) -> str:
        """Describe the transform in one sentence."""
        return (inspect.getdoc(cls) or "").splitlines()[0]

    @classmethod
    def describeErrors(cls) -> list[Description]:
        """Describe the errors that the transform can raise."""
        return [
            {
                "type": "Exception",
                "description": "An argument is invalid, or more records "
                "failed than the thresholds allow.",
            }
        ]

    @classmethod
    def describe(cls) -> Description:
        """Describe everything."""
        return {
            "transform": {
                "name": cls.name(),
                "args": cls.describeArgs(),
                "returns": cls.describeReturn(),
                "description": cls.describeTransform(),
                "raises": cls.describeErrors(),
            }
        }
