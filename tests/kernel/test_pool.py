"""The warm pool: real kernels, real Spark, and a process table with nothing left in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.manager import KernelManager

from glue_devendpoint.config import load_config
from glue_devendpoint.kernel import provisioner
from glue_devendpoint.kernel.processes.pool import WarmPool, key_of
from glue_devendpoint.kernel.provisioner import kernel_environment
from tests.class_cache import share_classes
from tests.serving import serving

pytestmark = [pytest.mark.spark, pytest.mark.slow]


def eventually(holds: Callable[[], Any], seconds: float = 120) -> Any:
    ending = time.monotonic() + seconds
    while time.monotonic() < ending:
        if found := holds():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody reaps does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def tree(pid: int) -> list[int]:
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of the endpoint that the kernels of this module use."""
    folder = tmp_path_factory.mktemp("home")
    share_classes(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GLUE_DEVENDPOINT_HOME", str(folder))
        patch.setenv("GLUE_DEVENDPOINT_SPARK_MASTER", "local[2]")
        yield folder


@pytest.fixture(scope="module")
def endpoint_url(home: Path) -> Iterator[str]:
    with serving(home) as server:
        yield server.url


@pytest.fixture(scope="module")
def pools(endpoint_url: str) -> Iterator[list[WarmPool]]:
    """The pool of this module; none before the first test that needs it."""
    found: list[WarmPool] = []
    yield found
    for each in found:
        each.close()


@pytest.fixture
def pool(pools: list[WarmPool], monkeypatch: pytest.MonkeyPatch) -> WarmPool:
    """A pool with one warm process, which an earlier test may have left."""
    if not pools:
        pools.append(WarmPool(check_seconds=0.2))
    [found] = pools
    monkeypatch.setattr(provisioner, "POOL", found)
    found.fill(1, kernel_environment(load_config(), os.environ))
    eventually(found.ready)
    return found


class Notebook:
    """A kernel and a client of it."""

    def __init__(self, folder: Path) -> None:
        self.manager = KernelManager(kernel_name="glue_pyspark")
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    @property
    def provisioner(self) -> Any:
        """What started the kernel."""
        return self.manager.provisioner

    def run(self, code: str, *, interrupted: bool = False) -> str:
        """Run a cell; return what it printed, or the name of its error.

        It is interrupted, if that is wanted, when it shows that Spark works.
        """
        told: list[str] = []
        interrupts = [threading.Thread(target=self.manager.interrupt_kernel)] * interrupted

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream" and content["name"] == "stdout":
                told.append(content["text"])
            if message["msg_type"] == "error":
                told.append(content["ename"])
            if message["msg_type"] == "display_data" and interrupts:
                interrupts.pop().start()

        self.client.execute_interactive(code, output_hook=hear, timeout=180)
        return "".join(told).strip()

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel()


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Callable[[], Notebook]]:
    opened: list[Notebook] = []

    def make() -> Notebook:
        folder = tmp_path / "notebooks"
        folder.mkdir(exist_ok=True)
        opened.append(Notebook(folder))
        return opened[-1]

    yield make
    for each in opened:
        if each.manager.is_alive():
            each.close()


@dataclass(frozen=True, slots=True)
class Taken:
    """A kernel in a folder, and the warm process that was there before it."""

    notebook: Notebook
    folder: Path
    warm: int


@pytest.fixture(scope="module")
def kept() -> Iterator[list[Taken]]:
    """The kernel that tests share; none before the first test that needs it."""
    found: list[Taken] = []
    yield found
    for each in found:
        each.notebook.close()


@pytest.fixture
def taken(pool: WarmPool, kept: list[Taken], tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """A kernel from the pool."""
    if not kept:
        folder = tmp_path_factory.mktemp("notebooks")
        [warm] = pool.processes()
        kept.append(Taken(Notebook(folder), folder, warm))
    return kept[0]


IDLE = "import time\nwhile tracker.getActiveJobsIds():\n    time.sleep(0.1)\nprint('idle')"
ENDLESS = "spark.range(10**14).selectExpr('count(distinct id % 1000)').collect()"
SESSION = "from pyspark.sql import SparkSession; spark = SparkSession.builder.getOrCreate(); "


def test_a_kernel_takes_the_warm_process_and_lives_as_if_started_for_it(
    endpoint_url: str, pool: WarmPool, taken: Taken
) -> None:
    opened = taken.notebook
    (taken.folder / "near.csv").write_text("a\n1\n")

    assert opened.provisioner.pid == taken.warm
    assert opened.provisioner.is_warm
    opened.run(SESSION + "spark.sql('create database shop')")
    listed = "import boto3; print([d['Name'] for d in boto3.client('glue').get_databases()"
    assert opened.run(listed + "['DatabaseList']])") == "['shop']"
    assert opened.run("import os; print(os.getcwd())") == str(taken.folder)
    assert opened.run("print(spark.read.csv('near.csv', header=True).count())") == "1"
    worker = "spark.sparkContext.parallelize([1], 1).map(lambda _: __import__('os').environ"
    given = opened.run(f"print({worker}['AWS_ENDPOINT_URL_GLUE']).first())")
    assert given.startswith(endpoint_url.rstrip("/") + "/cap/")
    opened.run("spark.sql('drop database shop')")
    eventually(pool.ready)
    assert taken.warm not in pool.processes()


def test_an_interrupt_cancels_the_job_and_the_next_cell_works(
    taken: Taken,
) -> None:
    opened = taken.notebook
    opened.run(SESSION + "tracker = spark.sparkContext.statusTracker()")

    for _ in range(2):
        told = opened.run(ENDLESS, interrupted=True)

        assert "KeyboardInterrupt" in told
        assert opened.run(IDLE) == "idle"
        assert opened.run("print(spark.range(11).count(), spark.range(7).count())") == "11 7"


def test_restart_and_shutdown_leave_no_process(
    pools: list[WarmPool], pool: WarmPool, notebook: Any
) -> None:
    opened = notebook()
    opened.run(SESSION + "spark.sparkContext.parallelize([1], 1).map(str).collect()")
    first = tree(opened.manager.provisioner.pid)

    opened.manager.restart_kernel()
    opened.client.wait_for_ready(timeout=120)
    answer = opened.run(SESSION + "print(spark.range(5).count())")
    second = tree(opened.manager.provisioner.pid)
    opened.close()

    assert answer == "5"
    assert len(first) >= 3
    eventually(lambda: not any(is_alive(pid) for pid in [*first, *second]))
    members = [pid for member in pool.processes() for pid in tree(member)]
    pools.remove(pool)
    pool.close()
    eventually(lambda: not any(is_alive(pid) for pid in members))


HOST = """
import os, sys, time
from glue_devendpoint.config import load_config
from glue_devendpoint.kernel.processes.pool import WarmPool
from glue_devendpoint.kernel.provisioner import kernel_environment
pool = WarmPool()
pool.fill(1, kernel_environment(load_config(), os.environ))
while not pool.ready():
    time.sleep(0.1)
print(pool.processes()[0], flush=True)
time.sleep(600)
"""


def test_idle_members_end_when_their_host_is_killed(home: Path) -> None:
    host = subprocess.Popen([sys.executable, "-c", HOST], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    members = tree(int(host.stdout.readline()))

    host.send_signal(signal.SIGKILL)
    host.wait()

    assert len(members) >= 2
    eventually(lambda: not any(is_alive(pid) for pid in members))


def test_short_memory_shrinks_the_pool_and_keeps_it_small(
    pool: WarmPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = [pid for member in pool.processes() for pid in tree(member)]

    monkeypatch.setattr(pool, "needed_bytes", psutil.virtual_memory().total * 2)

    eventually(lambda: not pool.processes())
    eventually(lambda: not any(is_alive(pid) for pid in members))
    pool.fill(1, kernel_environment(load_config(), os.environ))
    assert pool.processes() == []


def test_what_counts_at_the_start_of_a_jvm_is_in_the_key() -> None:
    base = {"PATH": "/bin", "HOME": "/h", "AWS_ENDPOINT_URL_GLUE": "http://x/cap/1"}

    assert key_of(base) == key_of(base | {"AWS_ENDPOINT_URL_GLUE": "http://x/cap/2", "HOME": "/"})
    assert key_of(base) == key_of(base | {"AWS_CA_BUNDLE": "/home/cache/ca-bundle.pem"})
    assert key_of(base) != key_of(base | {"GLUE_DEVENDPOINT_GLUE_VERSION": "5.0"})
    assert key_of(base) != key_of(base | {"AWS_ACCESS_KEY_ID": "somebody"})
    assert key_of(base) != key_of(base | {"JAVA_HOME": "/java"})


def test_a_kernel_is_not_given_the_way_around_the_api(home: Path) -> None:
    config = load_config({"database_url": "postgresql://somebody:secret@host/name"})

    given = kernel_environment(config, {"GLUE_DEVENDPOINT_DATABASE_URL": "postgresql://secret"})

    assert given["GLUE_DEVENDPOINT_HOME"] == str(home)
    assert "secret" not in json.dumps(given)


def test_without_a_pool_a_kernel_starts_cold_and_prepares_plain_pyspark(
    endpoint_url: str, home: Path, notebook: Any
) -> None:
    opened = notebook()

    assert not opened.manager.provisioner.is_warm
    code = "from pyspark import SparkContext; sc = SparkContext.getOrCreate(); print(sc.master)"
    assert opened.run(code) == "local[2]"
    assert opened.run(SESSION + "print(spark.sql('show databases').count())") == "0"
    assert json.loads(opened.run("print(spark.conf.get('spark.sql.ansi.enabled'))"))
