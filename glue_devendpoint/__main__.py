"""`python -m glue_devendpoint` runs the command line."""

from __future__ import annotations

import sys

from glue_devendpoint.cli.main import main

sys.exit(main())
