"""The logger that `glueContext.get_logger()` returns."""

from __future__ import annotations

import logging
from typing import Any


class GlueLogger:
    """Writes messages through Python's logging, under `awsglue.script`."""

    def __init__(self) -> None:
        self._logger = logging.getLogger("awsglue.script")
        if not self._logger.handlers and not logging.getLogger().handlers:
            handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            self._logger.addHandler(handler)
            self._logger.setLevel(logging.INFO)

    def trace(self, message: Any) -> None:
        """Log a detail."""
        self._logger.debug("%s", message)

    def debug(self, message: Any) -> None:
        """Log a detail."""
        self._logger.debug("%s", message)

    def info(self, message: Any) -> None:
        """Log an informational message."""
        self._logger.info("%s", message)

    def warn(self, message: Any) -> None:
        """Log a warning."""
        self._logger.warning("%s", message)

    warning = warn

    def error(self, message: Any, error: BaseException | None = None) -> None:
        """Log an error."""
        self._logger.error("%s", message, exc_info=error)

    fatal = error
