"""JupyterLab's terminals: our commands are on their PATH.

Started outside a terminal, JupyterLab opens login shells, which reset PATH, for example to the one
in `/etc/profile`. The folder of this Python's commands is then missing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

# The login shell reads the profile; the interactive shell that replaces it keeps the changed PATH.
_POSIX = 'PATH="$1:$PATH"; export PATH; exec "$0" -i'
_FISH = "set -gx PATH $argv[2] $PATH; exec $argv[1] -i"
_COMMANDS = {
    "bash": _POSIX,
    "zsh": _POSIX,
    "ksh": _POSIX,
    "dash": _POSIX,
    "sh": _POSIX,
    "fish": _FISH,
}


def terminal_command(environ: Mapping[str, str]) -> list[str] | None:
    """Return the command that a terminal runs, or None for a shell that we don't know."""
    shell = environ.get("SHELL") or shutil.which("sh") or ""
    command = _COMMANDS.get(Path(shell).name)
    if os.name != "posix" or command is None:
        return None
    return [shell, "-l", "-c", command, shell, str(Path(sys.executable).parent)]
