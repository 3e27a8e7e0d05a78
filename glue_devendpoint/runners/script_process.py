"""`python -P -m glue_devendpoint.runners.script_process SCRIPT [args]`: runs a script as on AWS.

Before the script starts, the process sets up Java, Spark's settings, local buckets, the catalog,
the module path and the arguments. Then the script runs as `__main__`, and its exit code becomes
the process's. The configuration and the endpoint are passed through the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from glue_devendpoint.config import load_config
from glue_devendpoint.errors import DevEndpointError, InvalidInput
from glue_devendpoint.files.buckets import configured_buckets
from glue_devendpoint.home import Home, open_home
from glue_devendpoint.runners.script_arguments import ScriptArguments, read_arguments
from glue_devendpoint.runners.script_failure import failure_report
from glue_devendpoint.runners.script_modules import LocalPath, existing_file, importable, installed
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.logs import log_errors_to_file, written_logs
from glue_devendpoint.spark.session import SessionPlan

FAILED = 1
REFUSED = 2
INTERRUPTED = 130
ALL_FRAMES = "--all-frames"


def main(argv: Sequence[str]) -> int:
    """Prepare the process and run a script; returns the exit code."""
    shows_all = argv[0] == ALL_FRAMES
    name, *words = argv[1:] if shows_all else argv
    try:
        script = prepare(name, words)
    except DevEndpointError as err:
        print(f"glue-devendpoint: {err}", file=sys.stderr)
        return REFUSED if isinstance(err, InvalidInput) else FAILED
    return run_script(script, shows_all_frames=shows_all)


def prepare(name: str, words: Sequence[str]) -> Path:
    """Prepare this process for a Glue script; returns the script's file."""
    config = load_config()
    home = open_home(config.home_folder)
    local_path = configured_buckets(config, home).local_path
    script = existing_file("the script", name, local_path)
    arguments = read_arguments(words, script.stem)
    modules = _modules(arguments, home, local_path)
    driver = Driver(config)
    driver.prepare(_plan(arguments, script.stem, local_path, modules))
    sys.path[:0] = [str(script.parent), *modules]
    # Spark's workers are separate processes that find modules through this variable.
    os.environ["PYTHONPATH"] = os.pathsep.join(
        part for part in (*modules, os.environ.get("PYTHONPATH", "")) if part
    )
    sys.argv = [str(script), *arguments.words]
    return script


def run_script(script: Path, *, shows_all_frames: bool = False) -> int:
    """Run a script as this process's main module; returns its exit code."""
    logs = open_home(load_config().home_folder).logs
    log_errors_to_file(logs)
    module = ModuleType("__main__")
    module.__dict__.update(__file__=str(script), __builtins__=__builtins__)
    sys.modules["__main__"] = module
    try:
        exec(compile(script.read_bytes(), str(script), "exec", dont_inherit=True), module.__dict__)
    except SystemExit as end:
        return _exit_code(end)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BaseException as error:
        if shows_all_frames:
            raise
        sys.stdout.flush()
        sys.stderr.write(failure_report(error))
        sys.stderr.write(_where_logs_are(logs))
        return FAILED
    return 0


def _where_logs_are(folder: Path) -> str:
    logs = written_logs(folder)
    return f"Spark's log: {', '.join(map(str, logs))}\n" if logs else ""


def _modules(arguments: ScriptArguments, home: Home, local_path: LocalPath) -> list[str]:
    files = [existing_file("--extra-py-files", each, local_path)
             for each in arguments.extra_py_files]  # fmt: skip
    packages = [
        str(existing_file("--additional-python-modules", each, local_path))
        if each.endswith(".whl")
        else each
        for each in arguments.python_modules
    ]
    return [
        *importable(files, home.cache / "scripts" / str(os.getpid())),
        *installed(packages, arguments.installer_options, home.cache),
    ]


def _plan(
    arguments: ScriptArguments, name: str, local_path: LocalPath, modules: Sequence[str]
) -> SessionPlan:
    settings = dict(arguments.conf)
    jars = [existing_file("--extra-jars", each, local_path) for each in arguments.extra_jars]
    if jars:
        settings["spark.jars"] = ",".join(jar.as_uri() for jar in jars)
    archives = [path for path in modules if not Path(path).is_dir()]
    if archives:
        settings["spark.submit.pyFiles"] = ",".join(archives)
    log = Path(local_path(arguments.event_logs) or arguments.event_logs)
    if arguments.event_logs:
        log.mkdir(parents=True, exist_ok=True)
    return SessionPlan(
        app_name=name, settings=settings, event_log=log if arguments.event_logs else None
    )


def _exit_code(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
