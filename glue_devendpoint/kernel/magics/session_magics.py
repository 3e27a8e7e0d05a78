"""The magics of Glue notebooks that configure the session and the job."""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Callable
from typing import Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class, no_var_expand

from glue_devendpoint.kernel.failures import CellFailed, explained
from glue_devendpoint.kernel.magics.registry import help_text
from glue_devendpoint.kernel.session.session import KernelSession, Outcome, active_context
from glue_devendpoint.kernel.session.setup import SESSION_TYPES, SETTINGS, Effect, Setting

_MODULE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@magics_class
class SessionMagics(Magics):
    """Sets up the session, shows its status, and stops it."""

    def __init__(self, shell: Any, session: KernelSession) -> None:
        super().__init__(shell)
        self._session = session
        for setting in SETTINGS:
            shell.register_magic_function(self._setter(setting), "line", setting.name)
        for kind in SESSION_TYPES:
            shell.register_magic_function(self._kind_setter(kind), "line", kind)

    @no_var_expand
    @cell_magic
    def configure(self, line: str, cell: str) -> None:
        """%%configure [-f]: take a JSON object of settings, tags and job arguments."""
        if line.strip() not in ("", "-f", "--force"):
            raise CellFailed(f"%%configure: unknown option {line.strip()!r}; the only one is -f")
        setup = self._session.setup
        given = _json_object("%%configure", cell)
        with explained():
            changed = setup.configure(given)
        if line.strip() and self._session.stop():
            print("Spark stopped. The next cell that needs it starts a new session.")
        self._tell(changed)
        for key in given:
            if f"--{key.removeprefix('--')}" in setup.arguments:
                print(f"{key}: {Effect.JOB}")

    @no_var_expand
    @cell_magic
    def tags(self, _line: str, cell: str) -> None:
        """%%tags: take a JSON object with the tags of the published job."""
        with explained():
            self._session.setup.configure({"tags": _json_object("%%tags", cell)})
        print(f"tags: {Effect.JOB}")

    @no_var_expand
    @cell_magic
    def assume_role(self, _line: str, cell: str) -> None:
        """%%assume_role: save a role to assume on AWS."""
        self._session.setup.values["assume_role"] = _json_object("%%assume_role", cell)
        print(f"assume_role: {Effect.NOTHING}")

    @line_magic
    def status(self, _line: str) -> None:
        """%status: show the session, its settings, and what is saved for the job."""
        setup, context = self._session.setup, active_context()
        if context is None:
            print("Spark: not running (starts when a cell needs it)")
        else:
            print(f"Spark: {context.version} on {context.master}, {context.uiWebUrl or 'no UI'}")
            for name, (now, later) in self._session.waiting().items():
                print(f"{name} is {now}; after %stop_session: {later}")
        for path in self._session.logs():
            print(f"Log: {path}")
        for name, value in {**setup.values, **setup.arguments}.items():
            print(f"{name}: {_shown(value)}")
        if setup.tags:
            print(f"tags: {_shown(setup.tags)}")

    @line_magic
    def list_sessions(self, _line: str) -> None:
        """%list_sessions: show this kernel's session."""
        context = active_context()
        print("No session is running." if context is None else f"{context.applicationId} READY")

    @line_magic
    def stop_session(self, _line: str) -> None:
        """%stop_session: stop Spark."""
        stopped = self._session.stop()
        print("Spark stopped." if stopped else "Spark isn't running.")

    @line_magic
    def reconnect(self, _line: str) -> None:
        """%reconnect: do nothing; on AWS, reconnect to a session."""
        print("Nothing to do (AWS only): the kernel is always connected to its session.")

    @line_magic
    def help(self, _line: str) -> None:
        """%help: show every magic."""
        print(help_text())

    def _setter(self, setting: Setting) -> Callable[[str], None]:
        def magic(line: str) -> None:
            if not line.strip():
                value = self._session.setup.values.get(setting.name)
                print(f"{setting.name} isn't set" if value is None else _shown(value))
                return
            with explained():
                self._session.setup.set(setting.name, line.strip())
            self._tell([setting])

        magic.__doc__ = f"%{setting.name} {setting.value}: {setting.help} {setting.effect}."
        return no_var_expand(magic)

    def _kind_setter(self, kind: str) -> Callable[[str], None]:
        def magic(_line: str) -> None:
            self._session.setup.set("session_type", kind)
            print(f"session_type = {kind}: {Effect.JOB}")

        magic.__doc__ = f"%{kind}: set the session type to {kind}."
        return magic

    def _tell(self, changed: list[Setting]) -> None:
        """Print each changed setting and when it takes effect."""
        values = self._session.setup.values
        applied: Outcome | None = None
        if any(each.effect is Effect.SESSION for each in changed):
            applied = self._session.apply_setup()
        for each in changed:
            happened = applied if applied and each.effect is Effect.SESSION else each.effect
            print(f"{each.name} = {_shown(values[each.name])}: {happened}")
            if each.name == "additional_python_modules":
                _tell_missing(values[each.name])
            if each.name in ("extra_jars", "extra_py_files"):
                missing = self._session.missing(values[each.name])
                print("".join(f"File not found: {path}\n" for path in missing), end="")


def _tell_missing(modules: list[str]) -> None:
    missing = [each for each in modules if "/" not in each and not _is_installed(each)]
    if missing:
        print(f"Not installed: {', '.join(missing)}. Run: %pip install {' '.join(missing)}")


def _is_installed(requirement: str) -> bool:
    found = _MODULE.match(requirement)
    try:
        importlib.metadata.version(found[0] if found else requirement)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _json_object(magic: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as err:
        raise CellFailed(f"{magic}: the cell isn't valid JSON: {err}") from err
    if not isinstance(found, dict):
        raise CellFailed(f"{magic}: the cell must contain a JSON object")
    return found


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
