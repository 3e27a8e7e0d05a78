"""What goes wrong with files: one file can't be read, or a whole location can't be listed."""

from __future__ import annotations

from glue_devendpoint.errors import DevEndpointError


class UnreadableFile(DevEndpointError):
    """One file can't be read or isn't in the format it claims; work goes on without it."""


class UnreadableLocation(DevEndpointError):
    """A location doesn't exist or can't be listed."""
