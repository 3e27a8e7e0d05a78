"""A home in which scripts run: by `glue-devendpoint run`, or in a process that is prepared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import boto3
import pyarrow.dataset
import pytest

from glue_devendpoint.access.client_environment import CREDENTIAL, client_environment
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint
from glue_devendpoint.server.loopback import serving
from tests.class_cache import share_classes
from tests.quick_spark import QUICK_ENVIRONMENT

SCRIPTS = Path(__file__).parent / "scripts"
PREPARED = Path(__file__).parent / "prepared_process.py"
Ran = subprocess.CompletedProcess[str]


class PreparedProcess:
    """The process of `prepared_process.py`, which the first run starts."""

    def __init__(self, home: Path, catalog: Mapping[str, str], folder: Path) -> None:
        self._environ = {**_environment(home), **catalog, "GLUE_DEVENDPOINT_HOME": str(home)}
        self._outputs = (folder / "stdout", folder / "stderr")
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: IO[bytes] | None = None

    def run(self, script: Path, *words: str) -> Ran:
        """Run a script to its end; Java's output is in what it shows, too."""
        process = self._process or self._start()
        assert process.stdin is not None
        assert self._answers is not None
        before = [len(path.read_bytes()) for path in self._outputs]
        process.stdin.write(json.dumps([str(script), *words]).encode() + b"\n")
        process.stdin.flush()
        code = int(self._answers.readline())
        said = [
            path.read_bytes()[start:].decode()
            for path, start in zip(self._outputs, before, strict=True)
        ]
        return subprocess.CompletedProcess([str(script), *words], code, *said)

    def close(self) -> None:
        """End the process, if it was started."""
        if self._process is not None and self._answers is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(60)
            self._answers.close()

    def _start(self) -> subprocess.Popen[bytes]:
        reading, writing = os.pipe()
        self._answers = os.fdopen(reading, "rb")
        out, err = (path.open("ab") for path in self._outputs)
        with out, err:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(PREPARED), str(writing)],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
                env=self._environ,
                cwd=SCRIPTS,
                pass_fds=(writing,),
            )
        os.close(writing)
        return self._process


def _environment(home: Path) -> dict[str, str]:
    """A user's environment, with nothing of ours in it but quick settings of Spark."""
    own = ("GLUE_DEVENDPOINT_", "AWS_", "PYSPARK_", "SPARK_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return clean | QUICK_ENVIRONMENT | {"HOME": str(home)}


@dataclass(frozen=True, slots=True)
class Bench:
    """One home, its buckets and its catalog, and scripts that run over it."""

    home: Path
    glue: Any
    prepared: PreparedProcess

    def run_prepared(self, script: str, *words: str) -> Ran:
        """Run a script of ours that asks for nothing of its process in the prepared one."""
        return self.prepared.run(SCRIPTS / script, *words)

    def run(self, script: str, *words: str, settings: Sequence[str] = ()) -> Ran:
        """Run a script of ours, given by name, to its end, as a user does."""
        command = [sys.executable, "-m", "glue_devendpoint", "run", "--home", str(self.home)]
        return subprocess.run(
            [*command, *settings, script, *words],
            capture_output=True,
            text=True,
            env=_environment(self.home),
            cwd=SCRIPTS,
            timeout=500,
        )

    def bucket(self, name: str) -> Path:
        """Make a bucket."""
        folder = self.home / "buckets" / name
        folder.mkdir()
        return folder

    def table(
        self, database: str, name: str, folder: Path, columns: str, **more: Any
    ) -> dict[str, Any]:
        """Put a CSV or JSON table over a folder of a bucket into the catalog."""
        form = more.pop("form", "csv")
        serde = {
            "csv": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            "json": "org.openx.data.jsonserde.JsonSerDe",
        }[form]
        location = f"s3://{folder.relative_to(self.home / 'buckets')}/"
        definition = {
            "Name": name,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": form, "skip.header.line.count": "1"},
            "PartitionKeys": _columns(more.get("keys", "")),
            "StorageDescriptor": {
                "Columns": _columns(columns),
                "Location": location,
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": serde,
                    "Parameters": {"field.delim": ",", "skip.header.line.count": "1"},
                },
            },
        }
        self.glue.create_table(DatabaseName=database, TableInput=definition)
        return definition


def _columns(text: str) -> list[dict[str, str]]:
    pairs = (part.strip().partition(":") for part in text.split(",") if part.strip())
    return [{"Name": name, "Type": kind} for name, _, kind in pairs]


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The home that all scripts share; its catalog is asked at an endpoint of the test's own."""
    home = tmp_path_factory.mktemp("home")
    share_classes(home)
    endpoint = open_endpoint(load_config({"home": str(home)}, environ={}))
    secret = endpoint.capabilities.issue(
        OWNER, "tests", endpoint.clock.now().timestamp(), pid=os.getpid()
    )
    with serving(endpoint) as url, ExitStack() as stack:
        catalog = client_environment(url, secret, endpoint.config.region, {})
        prepared = PreparedProcess(home, catalog, tmp_path_factory.mktemp("prepared"))
        stack.callback(prepared.close)
        glue = boto3.client(
            "glue",
            endpoint_url=f"{url}/cap/{secret}",
            region_name="us-east-1",
            aws_access_key_id=CREDENTIAL,
            aws_secret_access_key=CREDENTIAL,
        )
        yield Bench(home, glue, prepared)
        glue.close()
    endpoint.close()


@pytest.fixture
def write_lines() -> Callable[[Path, Sequence[Any]], None]:
    """Writes lines to a file; what is no text becomes JSON."""

    def write(path: Path, lines: Sequence[Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = [each if isinstance(each, str) else json.dumps(each) for each in lines]
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")

    return write


@pytest.fixture
def json_in() -> Callable[[Path], list[dict[str, Any]]]:
    """Reads every JSON record below a folder."""

    def read(folder: Path) -> list[dict[str, Any]]:
        return [json.loads(line) for line in _lines(folder)]

    return read


@pytest.fixture
def lines_in() -> Callable[[Path], list[str]]:
    """Reads every line of the data files below a folder."""
    return _lines


@pytest.fixture
def parquet_in() -> Callable[[Path], list[dict[str, Any]]]:
    """Reads every record of the Parquet files below a folder, partition keys included."""

    def read(folder: Path) -> list[dict[str, Any]]:
        files = pyarrow.dataset.dataset(
            folder, format="parquet", partitioning="hive", ignore_prefixes=["_", "."]
        )
        rows: list[dict[str, Any]] = files.to_table().to_pylist()
        return rows

    return read


def _lines(folder: Path) -> list[str]:
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(("_", "."))
    )
    return [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
