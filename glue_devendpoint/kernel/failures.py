"""What a cell fails with when a magic or the session cannot do what was asked.

IPython shows a traceback for any other exception; of these it shows the text alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from glue_devendpoint.errors import DevEndpointError


class CellFailed(Exception):
    """One clear text instead of a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


@contextmanager
def explained() -> Iterator[None]:
    """Turn the errors that people can mend into a cell's failure."""
    try:
        yield
    except ClientError as err:
        error = err.response.get("Error", {})
        raise CellFailed(f"{error.get('Code', 'Error')}: {error.get('Message', err)}") from err
    except BotoCoreError as err:
        raise CellFailed(
            f"The Glue endpoint cannot be asked: {err} "
            "Open the notebook in `glue-devendpoint lab`, or set what "
            "`glue-devendpoint env` prints."
        ) from err
    except DevEndpointError as err:
        raise CellFailed(str(err)) from err
