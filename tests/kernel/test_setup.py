"""What the Glue magics say about the session and the job."""

from __future__ import annotations

import pytest

from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.kernel.session.setup import Effect, Setup


def _same(path: str) -> str:
    return path


def test_the_values_that_shape_a_session_make_its_plan() -> None:
    setup = Setup()

    setup.set("glue_version", "5.0")
    setup.set("worker_type", "G.2X")
    setup.set("number_of_workers", "3")
    setup.set("spark_conf", "spark.a=1 --conf spark.b=x=y")
    setup.set("extra_jars", "s3://jars/a.jar, /b.jar")

    plan = setup.plan(lambda path: path.replace("s3://jars", "/buckets/jars"))
    assert (plan.glue_version, plan.worker_type, plan.number_of_workers) == ("5.0", "G.2X", 3)
    assert plan.settings == {
        "spark.a": "1",
        "spark.b": "x=y",
        "spark.jars": "/buckets/jars/a.jar,/b.jar",
    }


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("glue_version", "7.5", "7.5"),
        ("worker_type", "G.3X", "G.3X"),
        ("number_of_workers", "0", "0"),
        ("number_of_workers", "many", "many"),
        ("spark_conf", "spark.a", "spark.a"),
        ("session_type", "foo", "etl, streaming, glue_ray; not 'foo'"),
    ],
)
def test_a_bad_value_is_refused_with_a_line_that_names_magic_and_value(
    name: str, value: str, named: str
) -> None:
    setup = Setup()

    with pytest.raises(InvalidInput) as refusal:
        setup.set(name, value)

    assert f"%{name}" in str(refusal.value)
    assert named in str(refusal.value)
    assert setup.values == {}


def test_configure_takes_settings_tags_and_job_arguments() -> None:
    setup = Setup()

    changed = setup.configure(
        {
            "number_of_workers": 4,
            "conf": "spark.a=1",
            "tags": {"team": "blue"},
            "my-option": True,
            "--job-language": "python",
        }
    )

    assert [each.name for each in changed] == ["number_of_workers", "spark_conf"]
    assert setup.tags == {"team": "blue"}
    assert setup.arguments == {"--my-option": "True", "--job-language": "python"}
    assert setup.plan(_same).number_of_workers == 4


def test_what_means_nothing_here_is_kept() -> None:
    setup = Setup()

    setting = setup.set("idle_timeout", "30")

    assert setting.effect is Effect.NOTHING
    assert setup.values == {"idle_timeout": 30}
    assert setup.plan(_same) == Setup().plan(_same)
