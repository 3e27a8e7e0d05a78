"""A script's arguments: those of the script itself among those that the service acts upon.

As on AWS they come mixed, and the script sees all of them; here stand the ones that shape the
process before the script begins. What cannot be done is refused with what to do instead.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from glue_devendpoint.errors import InvalidInput

_CONF = re.compile(r"(?:^|\s+)--conf\s+")
_PYTHON_ONLY = "Scala jobs do not run here; port the script to Python"
_REFUSED = {
    "--class": _PYTHON_ONLY,
    "--extra-files": "put the files into the folder in which you run the script",
    "--datalake-formats": "name the format's jars instead, with --extra-jars or with "
    "--conf spark.jars.packages=GROUP:ARTIFACT:VERSION",
    "--user-jars-first": "set --conf spark.driver.userClassPathFirst=true",
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
    """What a script is started with."""

    words: tuple[str, ...]
    conf: dict[str, str] = field(default_factory=dict)
    extra_py_files: tuple[str, ...] = ()
    extra_jars: tuple[str, ...] = ()
    python_modules: tuple[str, ...] = ()
    installer_options: tuple[str, ...] = ()
    event_logs: str = ""


def read_arguments(words: Sequence[str], script_name: str) -> ScriptArguments:
    """Read a script's arguments, and add those that the service gives to every script."""
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
    """Yield the service's arguments; a value may begin with dashes, as `--no-index` does."""
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
            raise InvalidInput(f"{name} is not supported here: {instead}")


def _made_up(given: Given, script_name: str) -> list[str]:
    """Return what AWS adds to a run's arguments, where the caller has not said it."""
    made = {
        "--JOB_ID": f"j_{uuid4().hex}{uuid4().hex}",
        "--JOB_RUN_ID": f"jr_{uuid4().hex}{uuid4().hex}",
        "--JOB_NAME": script_name,
    }
    return [word for name, value in made.items() if name not in given for word in (name, value)]


def _settings(texts: Sequence[str]) -> dict[str, str]:
    """Read Spark settings: one per `--conf`, or as AWS has it several in one text."""
    settings: dict[str, str] = {}
    for part in (part.strip() for text in texts for part in _CONF.split(text)):
        name, separator, value = part.partition("=")
        if part and not (separator and name.strip()):
            raise InvalidInput(f"--conf {part!r} is no Spark setting; write --conf name=value")
        if part:
            settings[name.strip()] = value.strip()
    return settings


def _event_logs(given: Given) -> str:
    """Return the folder of Spark's event log, where one is to be written."""
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
