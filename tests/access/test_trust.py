"""The CA bundle: what a client trusts anyway, and the endpoint's certificate with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.httpsession import get_cert_path

from glue_devendpoint.access.trust import trust_environment
from glue_devendpoint.errors import ConfigError

OURS = "-----BEGIN CERTIFICATE-----\nours\n-----END CERTIFICATE-----\n"
NEXT = "-----BEGIN CERTIFICATE-----\nnext\n-----END CERTIFICATE-----\n"


def bundle(authorities: str, home: Path, environ: dict[str, str]) -> str:
    return trust_environment(authorities, home, environ)["AWS_CA_BUNDLE"]


def test_a_certificate_that_everybody_trusts_needs_no_variable(tmp_path: Path) -> None:
    assert trust_environment("", tmp_path, {}) == {}


def test_the_usual_authorities_are_in_the_bundle(tmp_path: Path) -> None:
    text = Path(bundle(OURS, tmp_path / "home", {})).read_text()

    assert text.startswith(Path(get_cert_path(True)).read_text().rstrip())
    assert text.endswith(OURS)


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_the_authorities_of_a_company_stay_trusted(tmp_path: Path, variable: str) -> None:
    (tmp_path / "company.pem").write_text("company")

    found = bundle(OURS, tmp_path, {variable: str(tmp_path / "company.pem")})

    assert Path(found).read_text() == f"company\n{OURS}"
    assert (tmp_path / "company.pem").read_text() == "company"


def test_a_bundle_that_has_the_certificate_already_is_left_as_it_is(tmp_path: Path) -> None:
    first = bundle(OURS, tmp_path, {})

    assert bundle(OURS, tmp_path, {"AWS_CA_BUNDLE": first}) == first


def test_a_new_certificate_leaves_the_bundle_in_use_alone(tmp_path: Path) -> None:
    first = bundle(OURS, tmp_path, {})

    second = bundle(NEXT, tmp_path, {})

    assert first != second
    assert NEXT not in Path(first).read_text()


def test_a_bundle_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone.pem"

    with pytest.raises(ConfigError, match=str(gone)):
        trust_environment(OURS, tmp_path, {"AWS_CA_BUNDLE": str(gone)})
