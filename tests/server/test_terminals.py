"""JupyterLab's terminals: our commands are found there, whatever the profile makes of PATH."""

from __future__ import annotations

import os
import pty
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.server.terminals import terminal_command

COMMAND = Path(sys.executable).parent / "glue-devendpoint"


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    """The product beside Jupyter's terminals."""
    return {
        "ServerApp": {
            "jpserver_extensions": {"glue_devendpoint": True, "jupyter_server_terminals": True},
            "terminals_enabled": True,
        },
        "GlueDevEndpoint": {"home": str(tmp_path / "home")},
    }


@pytest.mark.parametrize("shell", ["bash", "sh", "zsh", "fish"])
def test_a_terminal_finds_the_command_after_the_profile_reset_path(
    shell: str, tmp_path: Path
) -> None:
    program = shutil.which(shell)
    if program is None:
        # Debian always has bash and sh; the others are checked where somebody uses them.
        assert shell not in ("bash", "sh")
        return
    for profile in (".profile", ".zprofile"):
        (tmp_path / profile).write_text("PATH=/usr/bin:/bin; export PATH\n", encoding="utf-8")
    command = terminal_command({"SHELL": program})
    assert command is not None

    shown = typed(command, tmp_path, "command -v glue-devendpoint; exit")

    assert str(COMMAND) in shown


def test_a_shell_we_do_not_know_stays_as_it_is() -> None:
    assert terminal_command({"SHELL": "/opt/bin/xonsh"}) is None


def test_jupyters_terminals_run_the_command(jp_serverapp: Any) -> None:
    terminals = jp_serverapp.extension_manager.extension_points["jupyter_server_terminals"].app

    assert terminals.terminal_manager.shell_command == terminal_command(os.environ)


def typed(command: list[str], home: Path, text: str) -> str:
    """Return what a terminal shows that runs a command, after a line is typed into it."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(command[0], command, {"HOME": str(home), "PATH": "/usr/bin:/bin", "TERM": "dumb"})
    os.write(terminal, text.encode() + b"\n")
    shown = b""
    try:
        while more := os.read(terminal, 4096):
            shown += more
    except OSError:
        pass  # Linux reports the end of a terminal as an error
    os.close(terminal)
    os.waitpid(pid, 0)
    return shown.decode()
