"""Errors that a cell shows as plain text.

IPython shows a traceback for any other exception; for these it shows only the message.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from glue_devendpoint.errors import DevEndpointError


class CellFailed(Exception):
    """A clear message instead of a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


@contextmanager
def explained() -> Iterator[None]:
    """Turn errors that users can fix into `CellFailed`."""
    try:
        yield
    except ClientError as err:
        error = err.response.get("Error", {})
        raise CellFailed(f"{error.get('Code', 'Error')}: {error.get('Message', err)}") from err
    except BotoCoreError as err:
        raise CellFailed(
            f"Can't reach the Glue endpoint: {err} "
            "Open the notebook in `glue-devendpoint lab`, or set the variables that "
            "`glue-devendpoint env` prints."
        ) from err
    except DevEndpointError as err:
        raise CellFailed(str(err)) from err
