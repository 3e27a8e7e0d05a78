"""Fixtures for every test: databases, an endpoint over each, a live server and a real client."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import botocore.config
import psycopg
import pytest
from botocore.loaders import Loader
from sqlalchemy import make_url
from tornado.netutil import bind_sockets

from glue_devendpoint.access.identities import OWNER, Credentials
from glue_devendpoint.api.model import ShapeChecks
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import Endpoint, open_endpoint
from glue_devendpoint.server.host_names import HostNames
from glue_devendpoint.server.standalone import http_server
from glue_devendpoint.server.wire import open_wire
from glue_devendpoint.store.engine import Store, open_store, sqlite_url
from glue_devendpoint.store.migrate import migrate
from tests.costs import Costs
from tests.mariadb_server import MariaDbServer, find_program
from tests.quick_spark import QUICK_ENVIRONMENT
from tests.tls_server import TlsServer, make_certificate

os.environ.setdefault("GLUE_DEVENDPOINT_POOL_SIZE", "0")  # tests that want a warm pool fill one
for _name, _value in QUICK_ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
PROGRAM_FOLDERS = "/usr/lib/postgresql"
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that measures."""
    parser.addoption("--costs", action="store_true", help="print what each file and test takes")


def pytest_configure(config: pytest.Config) -> None:
    """Measure, if asked to."""
    if config.getoption("--costs"):
        config.pluginmanager.register(Costs())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a skipped test a failure in CI, where everything that a test needs is installed."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server: the one that GLUE_TEST_POSTGRES_URL names, or a private one."""
    given = os.environ.get("GLUE_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    programs = _postgres_programs()
    if programs is None:
        reason = "no initdb and pg_ctl here, and GLUE_TEST_POSTGRES_URL is not set"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="glue-pg-"))
    port = _free_port()
    try:
        _start_postgres(programs, folder, port)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        _postgres(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def tls_postgres() -> Iterator[TlsServer]:
    """A private PostgreSQL server that lets nobody in without SSL, with a certificate of its own.

    There is a user `ann`, whose password is `pa55`, and a table `orders`.
    """
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("no initdb and pg_ctl here")
    folder = Path(tempfile.mkdtemp(prefix="glue-pg-tls-"))
    server = TlsServer(_free_port(), folder / "root.crt")
    try:
        make_certificate(server.certificate, folder / "server.key")
        (folder / "hba.conf").write_text(
            "local all all trust\n"
            "hostssl all postgres 127.0.0.1/32 trust\n"
            "hostssl all all 127.0.0.1/32 scram-sha-256\n"
        )
        if os.geteuid() == 0:
            shutil.chown(folder / "server.key", "postgres")
        _start_postgres(
            programs, folder, server.port,
            f"-c ssl=on -c ssl_cert_file={server.certificate} "
            f"-c ssl_key_file={folder / 'server.key'} -c hba_file={folder / 'hba.conf'}",
        )  # fmt: skip
        with psycopg.connect(
            f"host=127.0.0.1 port={server.port} user=postgres sslmode=require", autocommit=True
        ) as connection:
            connection.execute("CREATE ROLE ann LOGIN PASSWORD 'pa55'")
            connection.execute("CREATE TABLE orders AS SELECT generate_series(1, 3) AS id")
            connection.execute("GRANT SELECT ON orders TO ann")
        yield server
    finally:
        _postgres(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDbServer]:
    """A private MariaDB server."""
    installer, program = find_program("mariadb-install-db"), find_program("mariadbd")
    if installer is None or program is None:
        pytest.skip("no mariadbd and mariadb-install-db here (Debian: mariadb-server)")
    server = MariaDbServer(installer, program)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """A real S3 server over HTTP."""
    from moto.server import ThreadedMotoServer  # only where it is wanted: it takes its time

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def s3_client(s3_server: str) -> Iterator[Any]:
    """A client of that server."""
    client = boto3.client(
        "s3",
        endpoint_url=s3_server,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    yield client
    client.close()


@pytest.fixture
def s3_bucket(s3_client: Any) -> tuple[Any, str]:
    """A client of that server, and the name of an empty bucket."""
    name = f"bucket-{uuid.uuid4().hex}"
    s3_client.create_bucket(Bucket=name)
    return s3_client, name


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[str]:
    """The name of a database with our schema, from which each test's own is copied."""
    name = f"glue_template_{uuid.uuid4().hex[:12]}"
    _administer(postgres_url, f"CREATE DATABASE {name}")
    store = open_store(_database(postgres_url, name))
    migrate(store)
    store.close()
    yield name
    _administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our schema, from which each test's own is copied."""
    path = tmp_path_factory.mktemp("migrated") / "glue.db"
    store = open_store(sqlite_url(path))
    migrate(store)
    store.close()
    return path


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with our schema, once of each kind."""
    with fresh_database(request, tmp_path) as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store over a fresh database."""
    opened = open_store(database_url)
    yield opened
    opened.close()


@contextmanager
def fresh_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """A fresh database with our schema, of the kind that is the request's parameter."""
    if request.param == "sqlite":
        path = folder / "glue.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield sqlite_url(path)
        return
    server = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("migrated_postgres")
    name = f"glue_test_{uuid.uuid4().hex[:12]}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _database(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def endpoint(database_url: str, tmp_path: Path) -> Iterator[Endpoint]:
    """An endpoint over a fresh database and a fresh home."""
    flags = {"home": str(tmp_path / "home"), "database_url": database_url, "port": "0"}
    opened = open_endpoint(load_config(flags, environ={}))
    yield opened
    opened.close()


@pytest.fixture
def server_url(endpoint: Endpoint) -> Iterator[str]:
    """The URL of a live server over the test's endpoint."""
    server = LiveServer(endpoint)
    yield server.url
    server.stop()


@pytest.fixture
def credentials(endpoint: Endpoint) -> Credentials:
    """The owner's keys."""
    return endpoint.identities.credentials(OWNER)


@pytest.fixture(scope="session")
def answer_problems() -> Callable[[str, Any], list[str]]:
    """Tells how an answer differs from the shape that Glue's model gives it."""
    model = Loader().load_service_model("glue", "service-2")
    # A list may be limited from below where it is sent; answers hold empty ones on AWS as well.
    shapes = {
        name: {key: value for key, value in shape.items() if key != "min"}
        if shape["type"] == "list"
        else shape
        for name, shape in model["shapes"].items()
    }
    checks = ShapeChecks(shapes, refuses_unknown=True)

    def problems_of(operation: str, answer: Any) -> list[str]:
        shape = model["operations"][operation].get("output", {}).get("shape")
        problems: list[str] = []
        if shape is None:
            return problems if answer == {} else [f"{operation} answers nothing, not {answer}"]
        checks.check(shape)(answer, None, problems)
        return problems

    return problems_of


@pytest.fixture(scope="session")
def boto_session() -> boto3.Session:
    """One boto3 session, so that the service model is read once."""
    return boto3.Session()


@pytest.fixture
def make_client(
    boto_session: boto3.Session,
    server_url: str,
    endpoint: Endpoint,
    answer_problems: Callable[[str, Any], list[str]],
) -> Callable[..., Any]:
    """Builds real boto3 clients of the live server; botocore's own checks can be switched off.

    Every answer that such a client gets is held against the model.
    """

    def check_answer(
        operation_model: Any, response_dict: dict[str, Any], **_kwargs: object
    ) -> None:
        if response_dict["status_code"] == 200:
            answer = json.loads(response_dict["body"])
            assert answer_problems(operation_model.name, answer) == []

    def make(keys: Credentials | None = None, *, url: str = server_url, checks: bool = True) -> Any:
        keys = keys or endpoint.identities.credentials(OWNER)
        client = boto_session.client(
            "glue",
            endpoint_url=url,
            region_name=endpoint.config.region,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            config=botocore.config.Config(
                retries={"total_max_attempts": 1}, parameter_validation=checks
            ),
        )
        client.meta.events.register("before-parse.glue", check_answer)
        return client

    return make


@pytest.fixture
def glue(make_client: Callable[..., Any]) -> Iterator[Any]:
    """A real boto3 client of the live server, signing with the owner's keys."""
    client = make_client()
    yield client
    client.close()


class LiveServer:
    """What `serve` runs, in a thread of the test's process."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stopping: asyncio.Event | None = None
        self.url = ""
        self._thread = threading.Thread(target=self._run, name="live-server")
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        """Stop and wait for the end."""
        assert self._stopping is not None
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        sockets = bind_sockets(0, "127.0.0.1")
        wire = open_wire(self._endpoint, HostNames(self._endpoint.config).allows)
        server = http_server(self._endpoint, wire)
        await server.start(sockets)
        self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._stopping.wait()
        await server.close()
        wire.close()


def _postgres_programs() -> Path | None:
    folders = sorted(Path(PROGRAM_FOLDERS).glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return None


def _start_postgres(programs: Path, folder: Path, port: int, more: str = "") -> None:
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
    _postgres(
        programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
        "--no-sync", "--locale=C.UTF-8",
    )  # fmt: skip
    options = (
        f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 "
        f"{more}"
    )
    _postgres(
        programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w",
        "start",
    )  # fmt: skip


def _postgres(program: Path, *arguments: str | Path) -> None:
    subprocess.run(
        [program, *arguments],
        user="postgres" if os.geteuid() == 0 else None,
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
