"""A script's arguments, including those that the Glue service itself acts on.

As on AWS, they come mixed, and the script sees all of them. This module handles the ones that
affect the process before the script starts. Unsupported ones raise an error with an alternative.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from glue_devendpoint.errors import InvalidInput

_CONF = re.compile(r"(?:^|\s+)--conf\s+")
_PYTHON_ONLY = "Scala jobs aren't supported; port the script to Python"
_REFUSED = {
    "--class": _PYTHON_ONLY,
    "--extra-files": "copy the files to the folder where you run the script",
    "--datalake-formats": "add the format's JAR files with --extra-jars or "
    "--conf spark.jars.packages=GROUP:ARTIFACT:VERSION",
    "--user-jars-first": "use --conf spark.driver.userClassPathFirst=true",
}
_FLAGS = {"--enable-spark-ui", "--user-jars-first"}
_WITH_VALUE = {
    "--conf",
    "--extra-py-files",
    "--extra-jars",
    "--additional-python-modules",
    "--python-modules-installer-option",
    "--spark-event-logs-path",
    "--job-language",
    "--JOB_NAME",
    "--JOB_ID",
    "--JOB_RUN_ID",
    *_REFUSED,
} - _FLAGS
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ScriptArguments:
    """The parsed arguments of a script."""

    words: tuple[str, ...]
    conf: dict[str, str] = field(default_factory=dict)
    extra_py_files: tuple[str, ...] = ()
    extra_jars: tuple[str, ...] = ()
    python_modules: tuple[str, ...] = ()
    installer_options: tuple[str, ...] = ()
    event_logs: str = ""


def read_arguments(words: Sequence[str], script_name: str) -> ScriptArguments:
    """Parse a script's arguments, and add those that the service passes to every script."""
    given: dict[str, list[str]] = {}
    for name, value in _service_words(words):
        given.setdefault(name, []).append(value)
    _refuse(given)
    return ScriptArguments(
        words=(*_made_up(given, script_name), *words),
        conf=_settings(given.get("--conf", ())),
        extra_py_files=_list(given, "--extra-py-files"),
        extra_jars=_list(given, "--extra-jars"),
        python_modules=_list(given, "--additional-python-modules"),
        installer_options=tuple(
            word
            for text in given.get("--python-modules-installer-option", ())
            for word in shlex.split(text)
        ),
        event_logs=_event_logs(given),
    )


def _service_words(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the service's arguments; a value may start with dashes, for example `--no-index`."""
    left = list(reversed(words))
    while left:
        name, separator, value = left.pop().partition("=")
        if name in _FLAGS:
            has_value = not separator and bool(left) and left[-1] in ("true", "false")
            yield name, left.pop() if has_value else value or "true"
        elif name in _WITH_VALUE:
            if not separator and not left:
                raise InvalidInput(f"{name} needs a value")
            yield name, value if separator else left.pop()


def _refuse(given: Given) -> None:
    language = _last(given, "--job-language") or "python"
    if language != "python":
        raise InvalidInput(f"--job-language {language}: {_PYTHON_ONLY}")
    for name, instead in _REFUSED.items():
        if _last(given, name) not in ("", "false"):
            raise InvalidInput(f"{name} isn't supported: {instead}")


def _made_up(given: Given, script_name: str) -> list[str]:
    """Return the arguments that AWS adds to a run, except those that the caller has passed."""
    made = {
        "--JOB_ID": f"j_{uuid4().hex}{uuid4().hex}",
        "--JOB_RUN_ID": f"jr_{uuid4().hex}{uuid4().hex}",
        "--JOB_NAME": script_name,
    }
    return [word for name, value in made.items() if name not in given for word in (name, value)]


def _settings(texts: Sequence[str]) -> dict[str, str]:
    """Parse Spark settings: one per `--conf`, or several in one value, as on AWS."""
    settings: dict[str, str] = {}
    for part in (part.strip() for text in texts for part in _CONF.split(text)):
        name, separator, value = part.partition("=")
        if part and not (separator and name.strip()):
            raise InvalidInput(
                f"--conf {part!r} isn't a valid Spark setting; use --conf name=value"
            )
        if part:
            settings[name.strip()] = value.strip()
    return settings


def _event_logs(given: Given) -> str:
    """Return the folder for Spark's event log, or an empty string if logging is off."""
    folder = _last(given, "--spark-event-logs-path")
    if _last(given, "--enable-spark-ui") in ("", "false"):
        return ""
    if not folder:
        raise InvalidInput("--enable-spark-ui needs --spark-event-logs-path FOLDER")
    return folder


def _list(given: Given, name: str) -> tuple[str, ...]:
    parts = (part.strip() for text in given.get(name, ()) for part in text.split(","))
    return tuple(part for part in parts if part)


def _last(given: Given, name: str) -> str:
    return given[name][-1] if name in given else ""
