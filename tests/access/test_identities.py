"""Identities: one owner from the start, secrets sealed at rest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from glue_devendpoint.access.identities import Identities
from glue_devendpoint.access.secrets import SecretBox, open_secret_box
from glue_devendpoint.errors import AlreadyExists, EntityNotFound, GlueEncryption, InvalidInput
from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.schema import identities

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def people(store: Store) -> Identities:
    return Identities(store, SecretBox(bytes(32)))


def test_the_first_start_makes_one_owner_however_many_start_together(
    people: Identities,
) -> None:
    with ThreadPoolExecutor(8) as pool:
        owners = set(pool.map(lambda _: people.ensure_owner(NOW), range(8)))

    assert [identity.name for identity in people.list()] == ["owner"]
    assert len(owners) == 1


def test_an_added_identity_is_found_by_its_key_with_its_secret(people: Identities) -> None:
    made = people.add("ada", NOW)

    found = people.find(made.access_key_id, NOW.timestamp())

    assert found is not None
    identity, secret = found
    assert (identity.name, secret) == ("ada", made.secret_access_key)
    assert identity.arn("123456789012") == "arn:aws:iam::123456789012:user/ada"
    assert people.credentials("ada") == made


def test_secrets_are_sealed_in_the_database(people: Identities, store: Store) -> None:
    made = people.add("ada", NOW)

    with store.read() as connection:
        stored = connection.execute(select(identities.c.secret)).scalar_one()

    assert stored.startswith("v1:")
    assert made.secret_access_key not in stored


def test_a_sealed_secret_moved_to_another_row_does_not_open(
    people: Identities, store: Store
) -> None:
    people.add("ada", NOW)
    made = people.add("bob", NOW)
    with store.write() as connection:
        stolen = connection.execute(
            select(identities.c.secret).where(identities.c.name == "ada")
        ).scalar_one()
        connection.execute(
            update(identities).where(identities.c.name == "bob").values(secret=stolen)
        )

    with pytest.raises(GlueEncryption, match=made.access_key_id):
        people.find(made.access_key_id, NOW.timestamp())


def test_another_homes_key_does_not_open_the_secrets(people: Identities, store: Store) -> None:
    made = people.add("ada", NOW)
    elsewhere = Identities(store, SecretBox(b"k" * 32))

    with pytest.raises(GlueEncryption, match=r"secret\.key"):
        elsewhere.find(made.access_key_id, NOW.timestamp())


def test_names_are_unique_and_plain(people: Identities) -> None:
    people.add("ada", NOW)

    with pytest.raises(AlreadyExists, match="ada"):
        people.add("ada", NOW)
    with pytest.raises(InvalidInput, match=r"a/b"):
        people.add("a/b", NOW)


def test_a_removed_identity_is_gone_and_the_owner_stays(people: Identities) -> None:
    people.ensure_owner(NOW)
    made = people.add("ada", NOW)

    people.remove("ada")

    assert people.find(made.access_key_id, NOW.timestamp()) is None
    with pytest.raises(EntityNotFound, match="ada"):
        people.remove("ada")
    with pytest.raises(InvalidInput, match="owner"):
        people.remove("owner")


def test_a_damaged_key_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("garbage!")

    with pytest.raises(Exception, match=r"secret\.key.*backup"):
        open_secret_box(tmp_path / "secret.key")
