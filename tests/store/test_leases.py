"""A lease has one holder at a time, whatever happens to the holder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from glue_devendpoint.store.engine import Store
from glue_devendpoint.store.leases import give_up_lease, read_lease, take_lease

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LENGTH = timedelta(seconds=30)


def test_the_first_to_ask_gets_it_and_the_second_does_not(store: Store) -> None:
    first = take_lease(store, "scheduler", "a", NOON, LENGTH)
    second = take_lease(store, "scheduler", "b", NOON, LENGTH)

    assert first is not None and first.term == 1
    assert second is None


def test_renewing_keeps_the_term_and_moves_the_end(store: Store) -> None:
    take_lease(store, "scheduler", "a", NOON, LENGTH)

    renewed = take_lease(store, "scheduler", "a", NOON + timedelta(seconds=10), LENGTH)

    assert renewed is not None
    assert renewed.term == 1
    assert renewed.expires_at == (NOON + timedelta(seconds=40)).timestamp()


def test_an_expired_lease_changes_hands_with_a_new_term(store: Store) -> None:
    take_lease(store, "scheduler", "a", NOON, LENGTH)

    taken = take_lease(store, "scheduler", "b", NOON + LENGTH, LENGTH)

    assert taken is not None and (taken.holder, taken.term) == ("b", 2)
    assert take_lease(store, "scheduler", "a", NOON + LENGTH, LENGTH) is None


def test_a_lease_given_up_is_free_at_once(store: Store) -> None:
    take_lease(store, "scheduler", "a", NOON, LENGTH)

    give_up_lease(store, "scheduler", "a")

    assert take_lease(store, "scheduler", "b", NOON, LENGTH) is not None


def test_giving_up_what_is_not_ours_changes_nothing(store: Store) -> None:
    take_lease(store, "scheduler", "a", NOON, LENGTH)

    give_up_lease(store, "scheduler", "b")

    held = read_lease(store, "scheduler")
    assert held is not None and held.holder == "a"


def test_of_many_who_ask_at_once_exactly_one_gets_it(store: Store) -> None:
    with ThreadPoolExecutor(12) as pool:
        asked = list(
            pool.map(lambda n: take_lease(store, "scheduler", f"host-{n}", NOON, LENGTH), range(24))
        )

    assert len([lease for lease in asked if lease is not None]) == 1
