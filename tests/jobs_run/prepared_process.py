"""A process in which job scripts run one after the other: each is told by a line of JSON.

Starting Java takes longer than most scripts do, so it is started once. Each script still has a
SparkContext, arguments, and modules of `awsglue` of its own. What shapes the process itself, such
as settings and exit codes of the command, is tested by runs of the command.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from pyspark import SparkContext
from pyspark.sql import SparkSession

from glue_devendpoint.config import load_config
from glue_devendpoint.runners.script_arguments import read_arguments
from glue_devendpoint.runners.script_process import run_script
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.session import SessionPlan


def main(answers: int) -> None:
    """Run each script that standard input names, and answer with its exit code."""
    config = load_config()
    driver = Driver(config)
    driver.prepare(SessionPlan())
    SparkContext._ensure_initialized()
    own = (list(sys.path), dict(sys.modules), dict(os.environ))
    for line in sys.stdin:
        script, *words = json.loads(line)
        plan = SessionPlan(app_name=Path(script).stem)
        jvm: Any = SparkContext._jvm
        for name, value in driver.settings_for(plan, config).items():
            jvm.System.setProperty(name, value)  # buckets may be new
        code = run(Path(script), words)
        os.write(answers, f"{code}\n".encode())
        restore(*own)
    driver.close()


def run(script: Path, words: list[str]) -> int:
    """Run a script as the command does, and stop its session."""
    sys.argv = [str(script), *read_arguments(words, script.stem).words]
    sys.path.insert(0, str(script.parent))
    code = run_script(script)
    if SparkContext._active_spark_context is not None:
        SparkSession.builder.getOrCreate().stop()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def restore(path: list[str], modules: dict[str, Any], environ: dict[str, str]) -> None:
    """Forget what a script has imported and changed."""
    sys.path[:] = path
    for name in sys.modules.keys() - modules:
        if name.startswith(("awsglue", "pyspark_glue")):
            del sys.modules[name]
    os.environ.clear()
    os.environ.update(environ)


if __name__ == "__main__":
    main(int(sys.argv[1]))
