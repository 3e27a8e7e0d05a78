"""The kernelspec starts a real kernel that runs Python."""

from __future__ import annotations

import json
from pathlib import Path

from jupyter_client.manager import start_new_kernel

SPEC = Path(__file__).parents[2] / "kernels" / "glue_pyspark"


def test_the_kernelspec_has_the_name_that_glue_studio_notebooks_carry() -> None:
    spec = json.loads((SPEC / "kernel.json").read_text())

    assert SPEC.name == "glue_pyspark"
    assert spec["display_name"] == "Glue PySpark"
    assert spec["language"] == "python"
    assert (SPEC / "logo-svg.svg").is_file()


def test_a_cell_runs() -> None:
    manager, client = start_new_kernel(kernel_name="glue_pyspark")
    try:
        reply = client.execute_interactive("answer = 6 * 7", timeout=60)
        asked = client.execute_interactive("", user_expressions={"answer": "answer"}, timeout=60)
        info = client.kernel_info(reply=True, timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    assert reply["content"]["status"] == "ok"
    assert asked["content"]["user_expressions"]["answer"]["data"]["text/plain"] == "42"
    assert info["content"]["implementation"] == "glue_pyspark"
