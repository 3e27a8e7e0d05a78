"""Fixtures of the kernel tests: real kernels over a live endpoint, each in a world of its own."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from tests.class_cache import share_classes
from tests.serving import Served, serving

KERNEL = "glue_pyspark"
SECONDS = 180
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A SQLite database: what kernels do is the same over any other."""
    path = tmp_path / "glue.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@dataclass(slots=True)
class Outcome:
    """What a cell gave back."""

    status: str
    error: str = ""
    text: str = ""
    comms: list[dict[str, Any]] = field(default_factory=list)
    data: list[dict[str, Any]] = field(default_factory=list)
    payload: list[dict[str, Any]] = field(default_factory=list)

    @property
    def html(self) -> str:
        """Every piece of HTML that is on show at the end."""
        return "\n".join(each.get("text/html", "") for each in self.data)

    @property
    def has_widgets(self) -> bool:
        """Whether anything on show at the end, or any message, is a widget's."""
        return bool(self.comms) or any(WIDGET_VIEW in each for each in self.data)

    @property
    def plain(self) -> str:
        """Everything shown, as plain text."""
        return "\n".join([self.text, *(each.get("text/plain", "") for each in self.data)])


class Kernel:
    """A real kernel, cell by cell."""

    def __init__(self, name: str = KERNEL) -> None:
        self.manager, self.client = start_new_kernel(kernel_name=name)

    def run(self, cell: str, cell_id: str = "", *, interrupted: bool = False) -> Outcome:
        """Run a cell, by the name that front ends give it, and collect what it shows.

        It is interrupted, if that is wanted, when it shows something.
        """
        self.client.session.metadata = {"cellId": cell_id} if cell_id else {}
        outcome, places = Outcome("?"), {}
        interrupts = [threading.Thread(target=self.manager.interrupt_kernel)] * interrupted

        def collect(message: dict[str, Any]) -> None:
            content, kind = message["content"], message["msg_type"]
            if kind == "stream":
                outcome.text += content["text"]
            elif kind in ("display_data", "execute_result"):
                places[content.get("transient", {}).get("display_id")] = len(outcome.data)
                outcome.data.append(content["data"])
                if interrupts:
                    interrupts.pop().start()
            elif kind.startswith("comm_"):
                outcome.comms.append(message)
            elif kind == "update_display_data":
                outcome.data[places[content["transient"]["display_id"]]] = content["data"]

        reply = self.client.execute_interactive(cell, output_hook=collect, timeout=SECONDS)
        content = reply["content"]
        outcome.status = content["status"]
        outcome.error = "\n".join(content.get("traceback", []))
        outcome.payload = content.get("payload", [])
        return outcome

    def tell(self, kind: str, **content: Any) -> list[dict[str, Any]]:
        """Send a message of a front end; return what the kernel sends out because of it."""
        message = self.client.session.msg(kind, content)
        heard: list[dict[str, Any]] = []
        self.client.shell_channel.send(message)
        while True:
            found = self.client.get_iopub_msg(timeout=SECONDS)
            if found["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if found["content"].get("execution_state") == "idle":
                return heard
            heard.append(found)

    def value(self, expression: str) -> str:
        """Return the repr of an expression."""
        reply = self.client.execute_interactive(
            "", user_expressions={"value": expression}, timeout=SECONDS
        )
        answer = reply["content"]["user_expressions"]["value"]
        return str(answer["data"]["text/plain"] if "data" in answer else answer["evalue"])

    def completions(self, cell: str) -> list[str]:
        """Return what is offered at the end of a cell's text."""
        reply = self.client.complete(cell, reply=True, timeout=SECONDS)
        return list(reply["content"]["matches"])

    def stop(self) -> None:
        """End the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An endpoint as users have it, which kernels find by their home; nothing of AWS is set."""
    root = tmp_path_factory.mktemp("served")
    share_classes(root / "home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(root))
        patch.setenv("GLUE_DEVENDPOINT_HOME", str(root / "home"))
        patch.setenv("GLUE_DEVENDPOINT_POOL_SIZE", "0")
        patch.setenv("GLUE_DEVENDPOINT_SPARK_MASTER", "local[2]")
        patch.chdir(root)
        with serving(root / "home") as server:
            yield server


def run_notebook(notebook: Any) -> Any:
    """Run a notebook as nbclient and papermill do, and return it."""
    from nbclient import NotebookClient  # only where it is wanted: it takes its time

    NotebookClient(notebook, kernel_name=KERNEL, timeout=SECONDS).execute()
    return notebook
