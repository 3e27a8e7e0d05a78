"""One configuration object, reached by flags, files and the environment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from traitlets.config import Config

from glue_devendpoint.config import GLUE_VERSION_NAMES, as_environment, load_config, settings
from glue_devendpoint.errors import ConfigError
from glue_devendpoint.spark.versions import GLUE_VERSIONS

DOCS = Path(__file__).parent.parent / "docs" / "configuration.md"


def test_defaults_are_those_of_a_laptop() -> None:
    config = load_config(environ={})

    assert (config.account_id, config.region) == ("123456789012", "us-east-1")
    assert config.host == "127.0.0.1"
    assert Path(config.home).is_absolute()


def test_a_flag_beats_a_file_and_a_file_beats_the_environment() -> None:
    environment = {
        "GLUE_DEVENDPOINT_REGION": "from-env",
        "GLUE_DEVENDPOINT_ACCOUNT_ID": "111111111111",
        "GLUE_DEVENDPOINT_PORT": "1",
    }
    files = Config({"GlueDevEndpoint": {"region": "from-file", "port": 2}})

    config = load_config({"port": "3"}, environ=environment, files=files)

    assert (config.account_id, config.region, config.port) == ("111111111111", "from-file", 3)


def test_settings_that_are_objects_are_given_as_json() -> None:
    config = load_config({"spark_conf": '{"spark.driver.memory": "2g"}'}, environ={})

    assert config.spark_conf == {"spark.driver.memory": "2g"}


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"GLUE_DEVENDPOINT_REGOIN": "x"}, "unknown setting 'regoin' in the environment"),
        ({"GLUE_DEVENDPOINT_PORT": "many"}, "port"),
        ({"GLUE_DEVENDPOINT_PORT": "70000"}, "port must be between 0 and 65535"),
        ({"GLUE_DEVENDPOINT_ACCOUNT_ID": "12"}, "account_id must be 12 digits"),
        ({"GLUE_DEVENDPOINT_REGION": ""}, "region must be a name such as us-east-1, not ''"),
        ({"GLUE_DEVENDPOINT_REGION": "US East"}, "region must be a name"),
        ({"GLUE_DEVENDPOINT_GLUE_VERSION": "99"}, "The 'glue_version' setting must be any of"),
        ({"GLUE_DEVENDPOINT_SPARK_CONF": "zz"}, "spark_conf"),
        ({"GLUE_DEVENDPOINT_DURABILITY": "some"}, "durability"),
        ({"GLUE_DEVENDPOINT_POOL_SIZE": "-1"}, "pool_size must be between 0 and 64"),
    ],
)
def test_bad_configuration_is_one_line_that_names_the_setting(
    environment: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ConfigError, match=re.escape(complaint)) as refused:
        load_config(environ=environment)

    assert "\n" not in str(refused.value)


def test_the_setting_takes_every_glue_version() -> None:
    assert [version.name for version in GLUE_VERSIONS] == GLUE_VERSION_NAMES


def test_an_unknown_setting_suggests_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match="did you mean 'database_url'"):
        load_config({"database_ulr": "x"}, environ={})


def test_a_configuration_goes_through_the_environment_unchanged() -> None:
    flags = {"region": "eu-west-1", "buckets": '{"a": "/b"}', "port": "7", "home": "/some/home"}
    config = load_config(flags, environ={})

    again = load_config(environ=as_environment(config))

    assert {name: getattr(again, name) for name in settings()} == {
        name: getattr(config, name) for name in settings()
    }


def test_the_documentation_lists_exactly_the_settings() -> None:
    table = re.findall(r"^\| `(\w+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)

    assert table == list(settings())


def test_the_documentation_says_of_each_setting_what_the_code_says() -> None:
    text = DOCS.read_text(encoding="utf-8")

    missing = [name for name, trait in settings().items() if str(trait.help) not in text]

    assert not missing
