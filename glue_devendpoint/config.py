"""The configuration: one typed object for every host and command.

A value comes from the first of: a command-line flag, `jupyter_server_config.py` (or `.json`), an
environment variable `GLUE_DEVENDPOINT_<SETTING>`, the default. In a config file the section is
`c.GlueDevEndpoint`. Unknown settings and invalid values raise an error that names the setting.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from traitlets import (
    CaselessStrEnum,
    Dict,
    Enum,
    Int,
    TraitError,
    TraitType,
    Unicode,
    default,
    validate,
)
from traitlets.config import Config, Configurable
from traitlets.config.loader import (
    ConfigFileNotFound,
    DeferredConfigString,
    JSONFileConfigLoader,
    PyFileConfigLoader,
)

from glue_devendpoint.errors import ConfigError

SECTION = "GlueDevEndpoint"
ENVIRONMENT_PREFIX = "GLUE_DEVENDPOINT_"
# Those of `spark/versions.py`, which belongs to a room that this module can't import.
GLUE_VERSION_NAMES = ["0.9", "1.0", "2.0", "3.0", "4.0", "5.0", "5.1", "6.0"]
# Not settings: we set these for processes that we start.
INTERNAL_ENVIRONMENT = frozenset({"GLUE_DEVENDPOINT_TRAINING_FILE"})


class GlueDevEndpoint(Configurable):
    """Every setting of the product (`c.GlueDevEndpoint.<setting>`)."""

    home = Unicode(
        config=True,
        help="Folder for the database, buckets, runs, caches and credentials. "
        "Each home folder is a separate installation with its own catalog.",
    )
    database_url = Unicode(
        "",
        config=True,
        help="SQLAlchemy URL of the database. Empty: SQLite in the home folder. "
        "For a team: postgresql://user:password@host/name",
    )
    durability = Enum(
        ["normal", "full"],
        "normal",
        config=True,
        help="SQLite only. normal: acknowledged writes survive a process crash. "
        "full: they also survive a power failure, but each write needs a disk flush.",
    )
    account_id = Unicode(
        "123456789012", config=True, help="AWS account ID used in ARNs and as the catalog ID."
    )
    region = Unicode("us-east-1", config=True, help="AWS region used in ARNs.")
    host = Unicode(
        "127.0.0.1",
        config=True,
        help="Address that `serve` listens on. Any address other than loopback makes the endpoint "
        "reachable from the network.",
    )
    port = Int(8177, config=True, help="Port that `serve` listens on; 0 picks a free port.")
    certfile = Unicode(
        "",
        config=True,
        help="Certificate file (PEM) for serving over TLS: the server's certificate, then its "
        "issuers. JupyterLab has its own setting of this name.",
    )
    keyfile = Unicode(
        "",
        config=True,
        help="File with the private key of the certificate (PEM, no passphrase).",
    )
    allowed_hosts = Unicode(
        "",
        config=True,
        help="Comma-separated host names accepted in the Host header of requests, "
        "in addition to loopback names, the listening address, and the names in the certificate.",
    )
    spark_master = Unicode(
        "local[*]",
        config=True,
        help="Spark master for kernels and runs: local[n], spark://host:port, yarn or k8s://...",
    )
    spark_conf = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        config=True,
        help="Additional Spark settings for all sessions, as a JSON object.",
    )
    glue_version = Enum(
        GLUE_VERSION_NAMES, "6.0", config=True, help="Default Glue version of sessions and jobs."
    )
    buckets = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        config=True,
        help="Locations of buckets, as a JSON object. Each key is a bucket name, or * for all "
        "other buckets. Each value is a folder, the URL of an S3-compatible server, or s3 for "
        "AWS. Buckets not listed are folders in <home>/buckets.",
    )
    pool_size = Int(
        1, config=True, help="Number of warm Spark processes to keep ready for kernels; 0: none."
    )
    data_roots = Unicode(
        "",
        config=True,
        help="Folders where previews and crawls can read and Iceberg tables can be created, in "
        "addition to the buckets; separated by the platform's path separator. Empty: the home "
        "directory and the temporary folder of the user who runs the server.",
    )
    log_level = CaselessStrEnum(
        ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO", config=True, help="Log level of `serve`."
    )

    @default("home")
    def _default_home(self) -> str:
        return platformdirs.user_data_dir("glue-devendpoint", appauthor=False)

    @validate("home")
    def _absolute_home(self, proposal: Any) -> str:
        return str(Path(proposal["value"]).expanduser().absolute())

    @validate("certfile", "keyfile")
    def _absolute_file(self, proposal: Any) -> str:
        value: str = proposal["value"]
        return str(Path(value).expanduser().absolute()) if value else ""

    @validate("account_id")
    def _twelve_digits(self, proposal: Any) -> str:
        value: str = proposal["value"]
        if len(value) != 12 or not value.isascii() or not value.isdigit():
            raise TraitError(f"account_id must be 12 digits, not {value!r}")
        return value

    @validate("region")
    def _region_name(self, proposal: Any) -> str:
        value: str = proposal["value"]
        if not re.fullmatch("[a-z0-9-]+", value):
            raise TraitError(f"region must be a name such as us-east-1, not {value!r}")
        return value

    @validate("port", "pool_size")
    def _not_negative(self, proposal: Any) -> int:
        value: int = proposal["value"]
        name = proposal["trait"].name
        limit = 65535 if name == "port" else 64
        if not 0 <= value <= limit:
            raise TraitError(f"{name} must be between 0 and {limit}, not {value}")
        return value

    @property
    def home_folder(self) -> Path:
        """The home folder as a path."""
        return Path(self.home)


def settings() -> dict[str, TraitType[Any, Any]]:
    """Return every setting by name, in the order of declaration."""
    declared: dict[str, TraitType[Any, Any]] = GlueDevEndpoint.class_traits(config=True)
    order = list(vars(GlueDevEndpoint))
    own = {name: trait for name, trait in declared.items() if name in order}
    return dict(sorted(own.items(), key=lambda item: order.index(item[0])))


def environment_variable(setting: str) -> str:
    """Return the name of a setting's environment variable."""
    return ENVIRONMENT_PREFIX + setting.upper()


def as_environment(config: GlueDevEndpoint) -> dict[str, str]:
    """Return the variables that give a child process the same configuration."""
    values = {name: getattr(config, name) for name in settings()}
    return {
        environment_variable(name): json.dumps(value) if isinstance(value, dict) else str(value)
        for name, value in values.items()
    }


def load_config(
    flags: Mapping[str, str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    files: Config | None = None,
) -> GlueDevEndpoint:
    """Build the configuration from flags, config files and the environment, in that order."""
    merged = Config()
    for source, values in (
        ("environment", _from_environment(os.environ if environ is None else environ)),
        ("configuration file", dict(files.get(SECTION, {})) if files else {}),
        ("command line", dict(flags or {})),
    ):
        for name, value in values.items():
            _check_known(name, source)
            merged[SECTION][name] = DeferredConfigString(value) if isinstance(value, str) else value
    return _checked(merged)


def read_jupyter_config() -> Config:
    """Read `jupyter_server_config.{json,py}` from Jupyter's own config path."""
    from jupyter_core.paths import jupyter_config_path

    merged = Config()
    for folder in reversed(jupyter_config_path()):
        for loader, suffix in ((JSONFileConfigLoader, "json"), (PyFileConfigLoader, "py")):
            name = f"jupyter_server_config.{suffix}"
            try:
                merged.merge(loader(name, path=folder).load_config())
            except ConfigFileNotFound:
                continue
            except Exception as err:
                raise ConfigError(f"can't read {Path(folder) / name}: {err}") from err
    return merged


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(ENVIRONMENT_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(ENVIRONMENT_PREFIX) and name not in INTERNAL_ENVIRONMENT
    }


def _check_known(name: str, source: str) -> None:
    known = list(settings())
    if name in known:
        return
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else f"; known settings: {', '.join(known)}"
    raise ConfigError(f"unknown setting {name!r} in the {source}{hint}")


def _checked(config: Config) -> GlueDevEndpoint:
    try:
        return GlueDevEndpoint(config=config)
    except TraitError as err:
        text = str(err).replace(f" trait of a {SECTION} instance expected", " setting must be")
        raise ConfigError(f"invalid setting: {text}") from err
